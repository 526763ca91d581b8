package io.shiplog.schemas.value;

import java.util.List;
import java.util.Set;

/**
 * THE names of the values that every executor samples, and which names mean counters. Whatever else stands in a sample
 * was scraped from a container and is called as the container calls it, with its labels: {@code name{a="b",c="d"}}.
 */
public final class MetricNames {

    /** Processor time used, counter, seconds. Its rate is cores. */
    public static final String CPU_SECONDS = "cpu.seconds";

    /** Memory that cannot be had back, as metrics.k8s.io defines it, bytes. */
    public static final String MEMORY_WORKING_SET_BYTES = "memory.workingSetBytes";

    /** Disk used: of a container its writable layer and log, of a node where its data directory lies. */
    public static final String DISK_USED_BYTES = "disk.usedBytes";

    /** Network, counter, bytes. */
    public static final String NETWORK_RECEIVED_BYTES = "network.receivedBytes";

    /** Network, counter, bytes. */
    public static final String NETWORK_SENT_BYTES = "network.sentBytes";

    private static final Set<String> COUNTERS = Set.of(CPU_SECONDS, NETWORK_RECEIVED_BYTES, NETWORK_SENT_BYTES);
    private static final Set<String> SAMPLED =
            Set.of(CPU_SECONDS, MEMORY_WORKING_SET_BYTES, DISK_USED_BYTES, NETWORK_RECEIVED_BYTES, NETWORK_SENT_BYTES);

    /** Prometheus' own convention; the type that an exposition may declare is a comment. */
    private static final List<String> COUNTER_ENDINGS = List.of("_total", "_count", "_sum", "_bucket");

    private MetricNames() {}

    /** True for a value that only grows until its container starts anew; its rate is what tells something. */
    public static boolean counter(String name) {
        if (COUNTERS.contains(name)) {
            return true;
        }
        int labels = name.indexOf('{');
        String family = labels < 0 ? name : name.substring(0, labels);
        return COUNTER_ENDINGS.stream().anyMatch(family::endsWith);
    }

    /** True for a name that a container gave itself. */
    public static boolean scraped(String name) {
        return !SAMPLED.contains(name);
    }
}
