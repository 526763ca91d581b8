package io.shiplog.scheduler.core;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record for the commands topic.
 *
 * @param partition partition of commands
 * @param key the namespace, or empty for the cluster's partition
 * @param record BindPods, PodsUnschedulable, PreemptPods or RegisterScheduler
 */
public record Output(int partition, String key, SpecificRecord record) {}
