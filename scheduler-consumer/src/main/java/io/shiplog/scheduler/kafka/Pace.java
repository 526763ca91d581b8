package io.shiplog.scheduler.kafka;

import java.util.concurrent.TimeUnit;

/**
 * How many pods are tried before the logs are looked at again: as many as take a tenth of a second by what the last
 * ones took. A pod for which thousands of nodes are looked at may take a thousand times as long as one that finds its
 * node at once, and a scheduler that does not read meanwhile decides by what is no longer so.
 */
final class Pace {

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int FIRST = 250;

    private final int max;
    private int pods;

    /** A pace of at most so many pods. */
    Pace(int max) {
        this.max = max;
        this.pods = Math.min(FIRST, max);
    }

    /** How many pods may be tried in the next turn. */
    int pods() {
        return pods;
    }

    /** So many pods were tried in the last turn, and took so long. At most twice as many are tried in the next. */
    void took(long tried, long nanos) {
        if (tried > 0) {
            long fit = TURN_NANOS * tried / Math.max(1, nanos);
            pods = (int) Math.max(1, Math.min(max, Math.min(fit, 2L * pods)));
        }
    }
}
