package io.shiplog.executor.node.pressure;

/**
 * Hard eviction thresholds: pods are evicted while less than this is available.
 *
 * @param memoryAvailableBytes memory.available
 * @param nodefsAvailablePercent nodefs.available, of its capacity
 * @param imagefsAvailablePercent imagefs.available, of its capacity
 * @param transitionMillis a condition stays this long after its signal was last under the threshold
 */
public record Thresholds(
        long memoryAvailableBytes, int nodefsAvailablePercent, int imagefsAvailablePercent, long transitionMillis) {

    /** The kubelet's: 100Mi, 10 %, 15 %, 5 minutes. */
    public static final Thresholds DEFAULT = new Thresholds(100L << 20, 10, 15, 300_000);
}
