package io.shiplog.scheduler.core;

import io.shiplog.scheduler.config.SchedulerConfiguration;

/**
 * What a scheduler is told at its start.
 *
 * @param schedulerName the name under which it registers: of all schedulers that register under it, the one with the
 *     newest epoch places, whatever profiles it has
 * @param instance unique name of this process's life
 * @param namespacePartitions partitions of commands
 * @param replyPartition partition of replies that it reads
 * @param configuration its profiles and what they run
 */
public record SchedulerSettings(
        String schedulerName,
        String instance,
        int namespacePartitions,
        int replyPartition,
        SchedulerConfiguration configuration) {

    /** With the default profile and this percentageOfNodesToScore. */
    public SchedulerSettings(
            String schedulerName,
            String instance,
            int namespacePartitions,
            int replyPartition,
            int percentageOfNodesToScore) {
        this(
                schedulerName,
                instance,
                namespacePartitions,
                replyPartition,
                SchedulerConfiguration.defaults(percentageOfNodesToScore));
    }
}
