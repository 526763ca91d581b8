package io.shiplog.executor.node.pressure;

/**
 * A resource that has run short.
 *
 * @param resource memory or ephemeral-storage, as in the pod's message
 * @param threshold as configured, e.g. 100Mi or 10%
 * @param availableBytes what is left
 */
public record Shortage(String resource, String threshold, long availableBytes) {

    static final String MEMORY = "memory";
    static final String DISK = "ephemeral-storage";

    /** status.message of a pod that is evicted for it. */
    public String message() {
        return "The node was low on resource: " + resource + ". Threshold quantity: " + threshold + ", available: "
                + availableBytes / 1024 + "Ki. ";
    }
}
