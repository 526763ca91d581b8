package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import java.nio.ByteBuffer;

/** Puts an object into its envelope: what readers filter and route by is typed, the object itself stays exact JSON. */
final class Envelopes {

    private static final SliceGroup NONE = new SliceGroup("", 0, 0L, 0, 0, false);

    private Envelopes() {}

    /** The envelope of one version; its slice coordinates are set when the slice ends. */
    static ResourceEnvelope of(KubeObject object, boolean removed, Who who) {
        ResourceEnvelope envelope = new ResourceEnvelope();
        envelope.setGroup(object.key().group());
        envelope.setKind(object.kind());
        envelope.setNamespace(object.namespace());
        envelope.setName(object.name());
        envelope.setUid(object.uid());
        envelope.setVersion(object.version());
        envelope.setOwnerUid(object.ownerUid());
        envelope.setOwnerKind("");
        envelope.setOwnerName("");
        if (!object.ownerUid().isEmpty()) {
            for (ObjectNode owner : Json.objectsAt(object.tree(), "metadata", "ownerReferences")) {
                if (Json.flagAt(owner, "controller")) {
                    envelope.setOwnerKind(Json.textAt(owner, "kind"));
                    envelope.setOwnerName(Json.textAt(owner, "name"));
                }
            }
        }
        envelope.setOwnerUids(object.ownerUids());
        envelope.setLabels(object.labels());
        envelope.setNode(object.node());
        if (object.kind().equals(Kinds.POD.kind())) {
            envelope.setPhase(object.pod().phase());
            envelope.setPod(object.pod().summary());
        } else {
            envelope.setPhase(Json.textAt(object.tree(), "status", "phase"));
        }
        envelope.setActor(who.actor());
        envelope.setCause(who.cause());
        envelope.setController(who.controller());
        envelope.setSlice(NONE);
        envelope.setCreationMillis(object.creationMillis());
        envelope.setDeletionMillis(object.deletionMillis());
        envelope.setRemoved(removed);
        envelope.setObject(ByteBuffer.wrap(object.json()));
        return envelope;
    }
}
