package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import io.shiplog.schemas.record.RegisterScheduler;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.StopPod;
import io.shiplog.schemas.record.UnschedulablePod;
import io.shiplog.schemas.topic.Topics;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreemptionTest {

    private static final String SCHEDULER = "default-scheduler";

    private final EngineHarness harness = new EngineHarness();
    private long epoch;

    @BeforeEach
    void oneScheduler() {
        harness.namespace("default");
        harness.create(Kinds.PRIORITY_CLASS, "", "{'metadata':{'name':'high'},'value':1000}");
        Reply reply = harness.send(new RegisterScheduler(harness.meta(), SCHEDULER, "s1"));
        epoch = Objects.requireNonNull(reply).getEpoch();
        create("low", "");
        create("high", "'priorityClassName':'high',");
        harness.send(new BindPods(
                harness.meta(), "default", SCHEDULER, "s1", epoch, List.of(new Binding("low", uid("low"), "n1"))));
    }

    private void create(String name, String spec) {
        harness.create(
                Kinds.POD,
                "default",
                "{'metadata':{'name':'" + name + "'},'spec':{" + spec
                        + "'containers':[{'name':'c','image':'nginx'}]}}");
    }

    private KubeObject pod(String name) {
        return Objects.requireNonNull(harness.state.get(Kinds.POD.key("default", name)));
    }

    private String uid(String name) {
        return pod(name).uid();
    }

    private List<Out> preempt(long byEpoch, String victimUid, String node) {
        int before = harness.outs.size();
        harness.send(new PreemptPods(
                harness.meta(),
                "default",
                SCHEDULER,
                "s1",
                byEpoch,
                List.of(new PreemptedPod("low", victimUid, node, uid("high"), 1000))));
        return List.copyOf(harness.outs.subList(before, harness.outs.size()));
    }

    private void unschedulable(@Nullable String nominatedNode) {
        harness.send(new PodsUnschedulable(
                harness.meta(),
                "default",
                SCHEDULER,
                "s1",
                epoch,
                List.of(new UnschedulablePod("high", uid("high"), "0/1 nodes are available", nominatedNode))));
    }

    private String nominated() {
        return Json.textAt(pod("high").tree(), "status", "nominatedNodeName");
    }

    @Test
    void theVictimGoesWithItsGraceAndSaysWhy() {
        List<Out> outs = preempt(epoch, uid("low"), "n1");
        KubeObject low = pod("low");
        assertThat(low.deleting()).isTrue();
        assertThat(Json.longAt(low.tree(), 0, "metadata", "deletionGracePeriodSeconds"))
                .isEqualTo(30);
        ObjectNode condition = Json.objectsAt(low.tree(), "status", "conditions").stream()
                .filter(one -> Json.textAt(one, "type").equals("DisruptionTarget"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.textAt(condition, "status")).isEqualTo("True");
        assertThat(Json.textAt(condition, "reason")).isEqualTo("PreemptionByScheduler");
        assertThat(Json.textAt(condition, "message"))
                .isEqualTo("default-scheduler: preempting to accommodate a higher priority pod");
        assertThat(outs.stream().filter(o -> o.topic().equals(Topics.RESOURCES)))
                .hasSize(1);
        assertThat(outs.stream().filter(o -> o.value() instanceof StopPod))
                .singleElement()
                .satisfies(out -> assertThat(((StopPod) Objects.requireNonNull(out.value())).getGracePeriodSeconds())
                        .isEqualTo(30));
        assertThat(event(outs)).isEqualTo("Preempted: Preempted by pod " + uid("high") + " on node n1");
    }

    private static String event(List<Out> outs) {
        return outs.stream()
                .filter(o -> o.topic().equals(Topics.EVENTS))
                .map(o -> (ResourceEnvelope) Objects.requireNonNull(o.value()))
                .map(o -> Json.parse(ObjectCommands.bytes(o.getObject())))
                .map(o -> Json.textAt(o, "reason") + ": " + Json.textAt(o, "message"))
                .findFirst()
                .orElse("");
    }

    @Test
    void aSecondCommandDoesNothingMore() {
        preempt(epoch, uid("low"), "n1");
        assertThat(preempt(epoch, uid("low"), "n1")).noneMatch(o -> o.topic().equals(Topics.RESOURCES));
    }

    @Test
    void whatIsStaleOrAboutAnotherPodDoesNothing() {
        assertThat(preempt(epoch - 1, uid("low"), "n1"))
                .singleElement()
                .satisfies(out -> assertThat(((Reply) Objects.requireNonNull(out.value())).getCode())
                        .isEqualTo(409));
        preempt(epoch, "another", "n1");
        preempt(epoch, uid("low"), "n2");
        assertThat(pod("low").deleting()).isFalse();
    }

    @Test
    void aPodThatIsNotLessImportantStays() {
        harness.send(new PreemptPods(
                harness.meta(),
                "default",
                SCHEDULER,
                "s1",
                epoch,
                List.of(new PreemptedPod("low", uid("low"), "n1", uid("high"), 0))));
        assertThat(pod("low").deleting()).isFalse();
    }

    @Test
    void aNominationStandsInTheStatusUntilItEnds() {
        unschedulable("n1");
        assertThat(nominated()).isEqualTo("n1");
        unschedulable(null);
        assertThat(nominated()).isEqualTo("n1");
        unschedulable("");
        assertThat(nominated()).isEmpty();
        unschedulable("n1");
        harness.send(new BindPods(
                harness.meta(), "default", SCHEDULER, "s1", epoch, List.of(new Binding("high", uid("high"), "n1"))));
        assertThat(nominated()).isEmpty();
        assertThat(PodConditions.status(pod("high").tree(), "PodScheduled")).isEqualTo("True");
    }
}
