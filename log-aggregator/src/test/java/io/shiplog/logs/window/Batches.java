package io.shiplog.logs.window;

import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricSample;
import io.shiplog.schemas.value.MetricNames;
import java.util.List;
import java.util.Map;

/** Samples for tests: {@code pod("web-1").container("a", 5, 1.5, 100)}. */
public final class Batches {

    private Batches() {}

    /** A sample of the container "main" of a pod of Deployment/web. */
    public static MetricSample pod(String name, long second, double cpuSeconds, long memoryBytes) {
        return container(name, "main", second, cpuSeconds, memoryBytes);
    }

    public static MetricSample container(String pod, String container, long second, double cpu, long memory) {
        return new MetricSample(
                "default", pod, container, second * 1000, values(cpu, memory), "uid-" + pod, 0, "Deployment/web");
    }

    public static MetricSample node(long second, double cpu, long memory) {
        return new MetricSample("", "", "", second * 1000, values(cpu, memory), "", 0, "");
    }

    private static Map<String, Double> values(double cpu, long memory) {
        return Map.of(MetricNames.CPU_SECONDS, cpu, MetricNames.MEMORY_WORKING_SET_BYTES, (double) memory);
    }

    public static MetricBatch of(String node, MetricSample... samples) {
        return new MetricBatch(node, List.of(samples));
    }
}
