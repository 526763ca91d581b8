package io.shiplog.api.read;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;

/** Takes objects out of their envelopes. */
final class Envelopes {

    private Envelopes() {}

    /**
     * The object, unparsed: a server of many thousands of versions looks into few of them, and not even a watch that
     * selects by status.phase makes it.
     */
    static KubeObject object(ResourceEnvelope envelope) {
        return KubeObject.withPodFacts(envelope);
    }
}
