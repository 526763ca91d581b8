package io.shiplog.scheduler.snapshot;

import io.shiplog.schemas.object.ObjectKey;
import java.util.Map;

/**
 * A pod as the scheduler holds it.
 *
 * @param key its name
 * @param uid its uid; a pod of the same name with another uid is another pod
 * @param nodeName spec.nodeName as the record had it, or empty
 * @param labels metadata.labels
 * @param shape what its spec asks, shared with its likes
 * @param terminating somebody has begun to delete it
 */
public record PodInfo(
        ObjectKey key, String uid, String nodeName, Map<String, String> labels, PodShape shape, boolean terminating) {

    /** A pod that nobody has begun to delete. */
    public PodInfo(ObjectKey key, String uid, String nodeName, Map<String, String> labels, PodShape shape) {
        this(key, uid, nodeName, labels, shape, false);
    }

    /** The same pod with other labels, or being deleted. */
    public PodInfo with(Map<String, String> newLabels, boolean nowTerminating) {
        return new PodInfo(key, uid, nodeName, newLabels, shape, nowTerminating);
    }

    public String namespace() {
        return key.namespace();
    }

    public String name() {
        return key.name();
    }
}
