package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.node.NodeEpoch;
import io.shiplog.reconciler.testing.Details;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.record.ClusterFacts;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.NodeNews;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.RegisterNode;
import io.shiplog.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NodeNewsTest {

    private final EngineHarness harness = new EngineHarness();

    private RegisterNode registers(String node, String instance, Map<String, String> labels) {
        NodeDetails details = Details.ofANode().setLabels(labels).build();
        return new RegisterNode(harness.meta(), node, "host", instance, "", details, 1L);
    }

    private long epoch(String node) {
        return NodeEpoch.of(Objects.requireNonNull(harness.state.get(Kinds.NODE.key("", node))));
    }

    @Test
    void whatIsSaidOfSeveralNodesIsOneSliceAndOneRecordForAPartition() {
        List<Out> outs =
                harness.step(new NodeNews(List.of(registers("a", "run", Map.of()), registers("b", "run", Map.of()))));
        assertThat(outs.stream().filter(o -> o.topic().equals(Topics.COMMANDS)))
                .singleElement()
                .satisfies(out -> assertThat(((ClusterFacts) Objects.requireNonNull(out.value())).getFacts())
                        .hasSize(2));
        harness.drain();
        assertThat(harness.state.nodeEpoch("a")).isEqualTo(epoch("a")).isPositive();
        assertThat(harness.state.nodeEpoch("b")).isEqualTo(epoch("b")).isPositive();
    }

    @Test
    void aNodeOfWhichNothingCanBeMadeDoesNotTakeTheOthersWithIt() {
        Map<String, String> tooLarge = Map.of("notes", "x".repeat(Topics.MAX_OBJECT_BYTES));
        List<Out> outs = harness.step(new NodeNews(List.of(
                registers("a", "run", Map.of()), registers("b", "run", tooLarge), registers("c", "run", Map.of()))));
        assertThat(outs.stream().filter(o -> o.topic().equals(Topics.QUARANTINE)))
                .singleElement()
                .satisfies(out -> assertThat(((QuarantinedRecord) Objects.requireNonNull(out.value())).getReason())
                        .contains("Node"));
        harness.drain();
        assertThat(epoch("a")).isPositive();
        assertThat(harness.state.get(Kinds.NODE.key("", "b"))).isNull();
        assertThat(epoch("c")).isPositive();
    }
}
