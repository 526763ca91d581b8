package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;

/** Puts an object into its envelope: what readers filter and route by is typed, the object itself stays exact JSON. */
final class Envelopes {

    private Envelopes() {}

    /** The envelope of one version; its slice coordinates are set when the slice ends. */
    static ResourceEnvelope of(KubeObject object, boolean removed, Who who) {
        ResourceEnvelope envelope = object.envelope();
        if (!object.ownerUid().isEmpty()) {
            for (ObjectNode owner : Json.objectsAt(object.tree(), "metadata", "ownerReferences")) {
                if (Json.flagAt(owner, "controller")) {
                    envelope.setOwnerKind(Json.textAt(owner, "kind"));
                    envelope.setOwnerName(Json.textAt(owner, "name"));
                }
            }
        }
        if (object.kind().equals(Kinds.POD.kind())) {
            envelope.setPhase(object.pod().phase());
            envelope.setPod(object.pod().summary());
        } else {
            envelope.setPhase(Json.textAt(object.tree(), "status", "phase"));
        }
        envelope.setActor(who.actor());
        envelope.setCause(who.cause());
        envelope.setController(who.controller());
        envelope.setRemoved(removed);
        return envelope;
    }
}
