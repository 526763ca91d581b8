package io.shiplog.scheduler.core;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.util.Map;

/**
 * What the resources log says of an object, as far as the scheduler looks: the envelope's fields, and the JSON
 * unparsed.
 *
 * @param gone the object is no more
 * @param node spec.nodeName of a pod, or empty
 * @param phase status.phase of a pod, or empty
 * @param deleting it has a deletionTimestamp
 * @param json the object
 */
public record Seen(
        ObjectKey key,
        boolean gone,
        String uid,
        String ownerUid,
        Map<String, String> labels,
        String node,
        String phase,
        boolean deleting,
        byte[] json) {

    /** From a record of the resources topic. */
    public static Seen of(ResourceEnvelope envelope) {
        byte[] json = new byte[envelope.getObject().remaining()];
        envelope.getObject().duplicate().get(json);
        return new Seen(
                new ObjectKey(envelope.getGroup(), envelope.getKind(), envelope.getNamespace(), envelope.getName()),
                envelope.getRemoved(),
                envelope.getUid(),
                envelope.getOwnerUid(),
                envelope.getLabels(),
                envelope.getNode(),
                envelope.getPhase(),
                envelope.getDeletionMillis() != 0,
                json);
    }

    /** From an object as it is now. */
    public static Seen of(KubeObject object) {
        return new Seen(
                object.key(),
                false,
                object.uid(),
                object.ownerUid(),
                object.labels(),
                object.node(),
                object.kind().equals("Pod") ? object.pod().phase() : "",
                object.deleting(),
                object.json());
    }

    /** The object of this name is no more. */
    public static Seen gone(ObjectKey key) {
        return new Seen(key, true, "", "", Map.of(), "", "", true, new byte[0]);
    }

    boolean terminal() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }
}
