package io.shiplog.benchmarks.client;

import java.util.Arrays;

/** Every single latency, so that a percentile is a measured value and no estimate. Thread-safe. */
public final class Latencies {

    private static final int FIRST = 1024;
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[FIRST];
    private int count;

    /** Adds one. */
    public synchronized void add(long latencyNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = latencyNanos;
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }

    /**
     * The smallest latency that at least this share of all is not above, in milliseconds; NaN when there is none. Of
     * 200 latencies p99 is the 198th.
     *
     * @param percent 0 to 100; 100 is the largest
     */
    public synchronized double percentileMillis(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * count);
        return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
    }

    /** Forgets all of them. */
    public synchronized void clear() {
        count = 0;
    }
}
