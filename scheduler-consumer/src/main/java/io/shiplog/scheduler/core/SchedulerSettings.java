package io.shiplog.scheduler.core;

/**
 * What a scheduler is told at its start.
 *
 * @param schedulerName spec.schedulerName of the pods that it serves
 * @param instance unique name of this process's life
 * @param namespacePartitions partitions of commands
 * @param replyPartition partition of replies that it reads
 * @param percentageOfNodesToScore as in KubeSchedulerConfiguration; 0 adapts
 */
public record SchedulerSettings(
        String schedulerName,
        String instance,
        int namespacePartitions,
        int replyPartition,
        int percentageOfNodesToScore) {}
