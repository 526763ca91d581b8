package io.shiplog.executor.metrics;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.UsageSource.Usage;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricSample;
import io.shiplog.schemas.value.MetricNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured, as records. Remembers the processor time of every container, so that nodes which share one machine
 * have a counter of their own: what their containers used, since nobody can say which of them the rest belongs to.
 */
final class Samples {

    /** Samples in one record: far below the largest one even when each of them is a long exposition. */
    static final int SAMPLES_MAX = 100;

    private static final double NANOS = 1e9;

    private record Key(String uid, String container, int attempt) {}

    private final List<String> nodes;
    private Map<Key, Long> cpuNanos = new HashMap<>();
    private final Map<String, Long> nodeCpuNanos = new HashMap<>();

    /** Of a process with these nodes. */
    Samples(List<String> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Samples of containers, and of the nodes that they run on.
     *
     * @param workloads what a pod belongs to, by uid
     * @param machine what the whole machine uses; it stands for the node where there is one alone
     */
    List<MetricBatch> of(
            List<Usage> usages, Map<String, String> workloads, Optional<NodeFigures> machine, long nowMillis) {
        Map<String, List<MetricSample>> byNode = new TreeMap<>();
        for (Usage usage : usages) {
            byNode.computeIfAbsent(usage.pod().node(), node -> new ArrayList<>())
                    .add(container(usage, workloads.getOrDefault(usage.pod().uid(), "")));
        }
        remember(usages);
        if (nodes.size() == 1 && machine.isPresent()) {
            byNode.computeIfAbsent(nodes.get(0), node -> new ArrayList<>()).add(whole(machine.get(), nowMillis));
        } else {
            byNode.forEach((node, samples) -> samples.add(sum(node, usages, nowMillis)));
        }
        return batches(byNode);
    }

    /** The samples of scraped expositions. */
    static List<MetricBatch> scraped(Map<PodFacts.Target, Map<String, Double>> exposed, long nowMillis) {
        Map<String, List<MetricSample>> byNode = new TreeMap<>();
        exposed.forEach((target, values) -> byNode.computeIfAbsent(target.pod().node(), node -> new ArrayList<>())
                .add(sample(target.pod(), target.container(), nowMillis, values, target.attempt(), target.workload())));
        return batches(byNode);
    }

    private void remember(List<Usage> usages) {
        Map<Key, Long> now = new HashMap<>();
        for (Usage usage : usages) {
            Key key = new Key(usage.pod().uid(), usage.container(), usage.attempt());
            now.put(key, usage.cpuNanos());
            Long before = cpuNanos.get(key);
            if (before != null) {
                nodeCpuNanos.merge(usage.pod().node(), Math.max(0, usage.cpuNanos() - before), Long::sum);
            }
        }
        cpuNanos = now;
    }

    private static MetricSample container(Usage usage, String workload) {
        Map<String, Double> values = new TreeMap<>();
        values.put(MetricNames.CPU_SECONDS, usage.cpuNanos() / NANOS);
        known(values, MetricNames.MEMORY_WORKING_SET_BYTES, usage.memoryBytes());
        known(values, MetricNames.DISK_USED_BYTES, usage.diskBytes());
        known(values, MetricNames.NETWORK_RECEIVED_BYTES, usage.receivedBytes());
        known(values, MetricNames.NETWORK_SENT_BYTES, usage.sentBytes());
        return sample(usage.pod(), usage.container(), usage.atMillis(), values, usage.attempt(), workload);
    }

    private static MetricSample whole(NodeFigures figures, long nowMillis) {
        Map<String, Double> values = new TreeMap<>();
        values.put(MetricNames.CPU_SECONDS, figures.cpuSeconds());
        known(values, MetricNames.MEMORY_WORKING_SET_BYTES, figures.workingSetBytes());
        known(values, MetricNames.DISK_USED_BYTES, figures.disk().usedBytes());
        known(values, MetricNames.NETWORK_RECEIVED_BYTES, figures.receivedBytes());
        known(values, MetricNames.NETWORK_SENT_BYTES, figures.sentBytes());
        return new MetricSample("", "", "", nowMillis, values, "", 0, "");
    }

    private MetricSample sum(String node, List<Usage> usages, long nowMillis) {
        Map<String, Double> values = new TreeMap<>();
        values.put(MetricNames.CPU_SECONDS, nodeCpuNanos.getOrDefault(node, 0L) / NANOS);
        long memory = usages.stream()
                .filter(usage -> usage.pod().node().equals(node))
                .mapToLong(usage -> Math.max(0, usage.memoryBytes()))
                .sum();
        known(values, MetricNames.MEMORY_WORKING_SET_BYTES, memory);
        return new MetricSample("", "", "", nowMillis, values, "", 0, "");
    }

    private static MetricSample sample(
            PodRef pod, String container, long at, Map<String, Double> values, int attempt, String workload) {
        return new MetricSample(pod.namespace(), pod.name(), container, at, values, pod.uid(), attempt, workload);
    }

    private static void known(Map<String, Double> values, String name, long value) {
        if (value >= 0) {
            values.put(name, (double) value);
        }
    }

    private static List<MetricBatch> batches(Map<String, List<MetricSample>> byNode) {
        List<MetricBatch> out = new ArrayList<>();
        byNode.forEach((node, samples) -> {
            for (int from = 0; from < samples.size(); from += SAMPLES_MAX) {
                out.add(new MetricBatch(node, samples.subList(from, Math.min(samples.size(), from + SAMPLES_MAX))));
            }
        });
        return out;
    }
}
