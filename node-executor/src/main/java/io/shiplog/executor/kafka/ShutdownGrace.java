package io.shiplog.executor.kafka;

import java.time.Duration;

/**
 * How pods end when the executor is told to stop (KubeletConfiguration: shutdownGracePeriod and
 * shutdownGracePeriodCriticalPods).
 *
 * @param total time for all pods together; zero leaves them running, as when an executor is only exchanged
 * @param critical the part of it that is kept for critical pods, which end last
 */
public record ShutdownGrace(Duration total, Duration critical) {

    /** Containers run on. */
    public static final ShutdownGrace NONE = new ShutdownGrace(Duration.ZERO, Duration.ZERO);

    /** Throws IllegalArgumentException, in words for the user, when critical pods get more than there is. */
    public ShutdownGrace {
        if (total.isNegative() || critical.isNegative() || critical.compareTo(total) > 0) {
            throw new IllegalArgumentException("the grace period of critical pods, " + critical.toSeconds()
                    + " s, is part of the whole, " + total.toSeconds() + " s, and neither may be negative");
        }
    }
}
