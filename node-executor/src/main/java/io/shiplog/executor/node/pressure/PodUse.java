package io.shiplog.executor.node.pressure;

import java.util.Map;

/**
 * What a pod uses beside what it asked for.
 *
 * @param priority spec.priority
 * @param memoryBytes working set of all its containers
 * @param memoryRequestBytes what it asked for
 * @param diskBytes writable layers, logs and volumes on the node's disk
 * @param diskRequestBytes ephemeral-storage that it asked for
 */
public record PodUse(
        String uid, int priority, long memoryBytes, long memoryRequestBytes, long diskBytes, long diskRequestBytes) {

    /**
     * As an edge measures it; the rest is known from the pod.
     *
     * @param memoryBytes working set of all its containers
     * @param diskBytes writable layers, logs and volumes on the node's disk
     * @param containers those of its containers that are known, by name: writable layer and logs
     * @param emptyDirs bytes in its emptyDirs on the node's disk, by name
     */
    public record Measured(
            String uid, long memoryBytes, long diskBytes, Map<String, Long> containers, Map<String, Long> emptyDirs) {}

    long memoryOverRequest() {
        return memoryBytes - memoryRequestBytes;
    }

    long diskOverRequest() {
        return diskBytes - diskRequestBytes;
    }
}
