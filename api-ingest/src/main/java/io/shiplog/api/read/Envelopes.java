package io.shiplog.api.read;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.nio.ByteBuffer;

/** Takes objects out of their envelopes. */
final class Envelopes {

    private Envelopes() {}

    /** The object, with its parsed tree let go of. Throws IllegalArgumentException when its JSON is malformed. */
    static KubeObject object(ResourceEnvelope envelope) {
        ByteBuffer bytes = envelope.getObject().duplicate();
        byte[] json = new byte[bytes.remaining()];
        bytes.get(json);
        KubeObject object = KubeObject.parse(json, envelope.getVersion());
        object.compact();
        return object;
    }
}
