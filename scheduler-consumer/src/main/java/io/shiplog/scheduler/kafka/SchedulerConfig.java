package io.shiplog.scheduler.kafka;

import io.shiplog.scheduler.config.SchedulerConfiguration;
import io.shiplog.scheduler.snapshot.PodShape;
import java.time.Duration;

/**
 * Settings of the scheduler's process.
 *
 * @param schedulerName the name under which it registers: of all that do, the one with the newest epoch places
 * @param configuration its profiles and what they run
 * @param podsPerCycle at most so many pods are tried before the logs are looked at again
 * @param idlePoll how long it listens when nothing waits; a record ends the wait at once
 */
public record SchedulerConfig(
        String schedulerName, SchedulerConfiguration configuration, int podsPerCycle, Duration idlePoll) {

    /** What runs unless told otherwise. */
    public static SchedulerConfig defaults() {
        return new SchedulerConfig(
                PodShape.DEFAULT_SCHEDULER, SchedulerConfiguration.defaults(), 2_000, Duration.ofMillis(200));
    }

    /** The same with other profiles. */
    public SchedulerConfig with(SchedulerConfiguration other) {
        return new SchedulerConfig(schedulerName, other, podsPerCycle, idlePoll);
    }
}
