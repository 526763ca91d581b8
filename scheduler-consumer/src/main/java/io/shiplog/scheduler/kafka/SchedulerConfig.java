package io.shiplog.scheduler.kafka;

import io.shiplog.scheduler.snapshot.PodShape;
import java.time.Duration;

/**
 * Settings of the scheduler's process.
 *
 * @param schedulerName spec.schedulerName of the pods that it serves
 * @param percentageOfNodesToScore as in KubeSchedulerConfiguration; 0 adapts to the number of nodes
 * @param podsPerCycle at most so many pods are tried before the logs are looked at again
 * @param idlePoll how long it listens when nothing waits; a record ends the wait at once
 */
public record SchedulerConfig(String schedulerName, int percentageOfNodesToScore, int podsPerCycle, Duration idlePoll) {

    /** What runs unless told otherwise. */
    public static SchedulerConfig defaults() {
        return new SchedulerConfig(PodShape.DEFAULT_SCHEDULER, 0, 2_000, Duration.ofMillis(200));
    }
}
