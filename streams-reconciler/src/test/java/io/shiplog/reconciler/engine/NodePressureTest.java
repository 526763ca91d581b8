package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.node.NodeEpoch;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.reconciler.testing.Details;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.NodeConditionReport;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.NodeDetailsChanged;
import io.shiplog.schemas.record.NodeHeard;
import io.shiplog.schemas.record.NodeSilent;
import io.shiplog.schemas.record.RegisterNode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodePressureTest {

    private EngineHarness harness = new EngineHarness();

    @BeforeEach
    void aNodeRegisters() {
        harness = new EngineHarness();
        harness.send(new RegisterNode(harness.meta(), "n1", "host", "run", "", details("False"), 1L));
    }

    private static NodeDetails details(String memoryPressure) {
        return Details.ofANode()
                .setConditions(List.of(new NodeConditionReport("MemoryPressure", memoryPressure, "Reason", "words")))
                .build();
    }

    private KubeObject node() {
        return Objects.requireNonNull(harness.state.get(Kinds.NODE.key("", "n1")));
    }

    private long epoch() {
        return NodeEpoch.of(node());
    }

    private void says(String memoryPressure) {
        harness.elapse(1_000);
        harness.send(new NodeDetailsChanged(harness.meta(), "n1", epoch(), true, "", details(memoryPressure)));
    }

    private List<String> taints() {
        return Json.objectsAt(node().tree(), "spec", "taints").stream()
                .map(taint -> Json.textAt(taint, "key") + ":" + Json.textAt(taint, "effect"))
                .toList();
    }

    @Test
    void aNodeThatIsShortOfMemoryIsTaintedUntilItIsNoLonger() {
        says("True");
        assertThat(PodConditions.status(node().tree(), "MemoryPressure")).isEqualTo("True");
        assertThat(taints()).containsExactly("node.kubernetes.io/memory-pressure:NoSchedule");
        says("False");
        assertThat(taints()).isEmpty();
    }

    @Test
    void theSameDetailsAgainChangeNothing() {
        says("True");
        long version = node().version();
        says("True");
        assertThat(node().version()).isEqualTo(version);
    }

    @Test
    void aNodeThatIsHeardAgainIsShortOfNothingUnlessItSaysSo() {
        says("True");
        harness.send(new NodeSilent(harness.meta(), "n1", epoch(), 0L, ""));
        assertThat(PodConditions.status(node().tree(), "MemoryPressure")).isEqualTo("Unknown");
        harness.send(new NodeHeard(harness.meta(), "n1", epoch()));
        assertThat(PodConditions.status(node().tree(), "MemoryPressure")).isEqualTo("False");
        assertThat(PodConditions.status(node().tree(), "DiskPressure")).isEqualTo("False");
        assertThat(taints()).isEmpty();
        says("True");
        assertThat(taints()).hasSize(1);
    }

    @Test
    void aRunThatWasNeverHeardWithItsEpochIsMissedButNotTheOneThatCameAfterIt() {
        harness.send(new NodeSilent(harness.meta(), "n1", 0L, 0L, "an earlier run"));
        assertThat(PodConditions.status(node().tree(), "Ready")).isEqualTo("True");
        String instance = node().annotation(NodeEpoch.INSTANCE);
        harness.send(new NodeSilent(harness.meta(), "n1", 0L, 0L, instance));
        assertThat(PodConditions.status(node().tree(), "Ready")).isEqualTo("Unknown");
    }

    @Test
    void podsThatAskForSomethingTolerateANodeThatIsShortOfMemory() {
        harness.namespace("red");
        String containers = "'containers':[{'name':'c','image':'i'";
        harness.create(Kinds.POD, "red", "{'metadata':{'name':'none'},'spec':{" + containers + "}]}}");
        harness.create(
                Kinds.POD,
                "red",
                "{'metadata':{'name':'some'},'spec':{" + containers + ",'resources':{'requests':{'cpu':'1'}}}]}}");
        assertThat(tolerated("none")).doesNotContain("node.kubernetes.io/memory-pressure");
        assertThat(tolerated("some")).contains("node.kubernetes.io/memory-pressure");
    }

    private List<String> tolerated(String name) {
        KubeObject pod = Objects.requireNonNull(harness.state.get(Kinds.POD.key("red", name)));
        return Json.objectsAt(pod.tree(), "spec", "tolerations").stream()
                .map(t -> Json.textAt(t, "key"))
                .toList();
    }
}
