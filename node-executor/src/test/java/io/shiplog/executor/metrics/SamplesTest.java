package io.shiplog.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.UsageSource.Usage;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricSample;
import io.shiplog.schemas.value.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final NodeFigures MACHINE =
            new NodeFigures(12.5, 1000, 400, new NodeFigures.Disk(500, 200, 100), 7, 8);

    private static Usage usage(String node, String pod, long cpuNanos, long memory, long received) {
        PodRef ref = new PodRef(node, "default", pod, "uid-" + pod);
        return new Usage(ref, "main", 2, 5_000, cpuNanos, memory, -1, received, received);
    }

    @Test
    void ofOneNodeTheMachineIsTheNode() {
        List<MetricBatch> out = new Samples(List.of("n1"))
                .of(
                        List.of(usage("n1", "web", 1_500_000_000L, 64, -1)),
                        Map.of("uid-web", "Deployment/web"),
                        Optional.of(MACHINE),
                        6_000);
        assertThat(out).hasSize(1);
        MetricSample pod = out.get(0).getSamples().get(0);
        assertThat(pod)
                .isEqualTo(new MetricSample(
                        "default",
                        "web",
                        "main",
                        5_000L,
                        Map.of(MetricNames.CPU_SECONDS, 1.5, MetricNames.MEMORY_WORKING_SET_BYTES, 64.0),
                        "uid-web",
                        2,
                        "Deployment/web"));
        MetricSample node = out.get(0).getSamples().get(1);
        assertThat(node.getPod()).isEmpty();
        assertThat(node.getValues())
                .containsEntry(MetricNames.CPU_SECONDS, 12.5)
                .containsEntry(MetricNames.MEMORY_WORKING_SET_BYTES, 600.0)
                .containsEntry(MetricNames.DISK_USED_BYTES, 300.0)
                .containsEntry(MetricNames.NETWORK_SENT_BYTES, 8.0);
    }

    @Test
    void nodesThatShareAMachineUseWhatTheirContainersUse() {
        Samples samples = new Samples(List.of("n1", "n2"));
        samples.of(List.of(usage("n1", "a", 1_000_000_000L, 10, 0)), Map.of(), Optional.of(MACHINE), 0);
        List<MetricBatch> out = samples.of(
                List.of(
                        usage("n1", "a", 3_000_000_000L, 10, 0),
                        usage("n1", "b", 9_000_000_000L, 20, 0),
                        usage("n2", "c", 1, 5, 0)),
                Map.of(),
                Optional.of(MACHINE),
                5_000);
        assertThat(node(out, "n1"))
                .isEqualTo(Map.of(MetricNames.CPU_SECONDS, 2.0, MetricNames.MEMORY_WORKING_SET_BYTES, 30.0));
        // A container that ends takes nothing back: the node's figure is a counter.
        assertThat(node(
                        samples.of(List.of(usage("n1", "b", 9_500_000_000L, 20, 0)), Map.of(), Optional.empty(), 9),
                        "n1"))
                .containsEntry(MetricNames.CPU_SECONDS, 2.5);
    }

    private static Map<String, Double> node(List<MetricBatch> batches, String node) {
        return batches.stream()
                .filter(batch -> batch.getNode().equals(node))
                .flatMap(batch -> batch.getSamples().stream())
                .filter(sample -> sample.getPod().isEmpty())
                .findFirst()
                .orElseThrow()
                .getValues();
    }

    @Test
    void recordsAreBounded() {
        List<Usage> many = new ArrayList<>();
        for (int i = 0; i < 2 * Samples.SAMPLES_MAX; i++) {
            many.add(usage("n1", "p" + i, 1, 1, 1));
        }
        List<MetricBatch> out = new Samples(List.of("n1")).of(many, Map.of(), Optional.of(MACHINE), 0);
        assertThat(out.stream().map(batch -> batch.getSamples().size()))
                .containsExactly(Samples.SAMPLES_MAX, Samples.SAMPLES_MAX, 1);
    }

    @Test
    void nothingIsSaidWhereNothingIsKnown() {
        assertThat(new Samples(List.of("n1")).of(List.of(), Map.of(), Optional.empty(), 0))
                .isEmpty();
    }
}
