package io.shiplog.reconciler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.EventReport;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.topic.Topics;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PodReportsTest {

    private EngineHarness harness = new EngineHarness();

    @BeforeEach
    void namespace() {
        harness = new EngineHarness();
        harness.namespace("red");
    }

    private KubeObject pod(String name) {
        return Objects.requireNonNull(harness.state.get(Kinds.POD.key("red", name)));
    }

    private void report(KubeObject pod, String phase, String reason, String message, boolean ready) {
        ContainerReport container = ContainerReport.newBuilder()
                .setName("c")
                .setImage("i")
                .setPhase(ContainerPhase.RUNNING)
                .setReady(ready)
                .setStarted(true)
                .setRestartCount(0)
                .build();
        PodStatusReport report = PodStatusReport.newBuilder()
                .setNode(pod.node())
                .setEpoch(Long.MAX_VALUE)
                .setName(pod.name())
                .setUid(pod.uid())
                .setSequence(1)
                .setPhase(phase)
                .setReason(reason)
                .setMessage(message)
                .setPodIp("10.1.0.1")
                .setStartTimeMillis(1)
                .setContainers(List.of(container))
                .setEvents(List.of())
                .build();
        harness.send(PodStatusBatch.newBuilder()
                .setHost("host")
                .setNamespace("red")
                .setPods(List.of(report))
                .build());
    }

    private void events(KubeObject pod, EventReport... events) {
        PodStatusReport report = PodStatusReport.newBuilder()
                .setNode(pod.node())
                .setEpoch(Long.MAX_VALUE)
                .setName(pod.name())
                .setUid(pod.uid())
                .setSequence(1)
                .setPhase("Pending")
                .setStartTimeMillis(1)
                .setContainers(List.of())
                .setEvents(List.of(events))
                .build();
        harness.send(PodStatusBatch.newBuilder()
                .setHost("host")
                .setNamespace("red")
                .setPods(List.of(report))
                .build());
    }

    private static EventReport event(String type, String reason) {
        return EventReport.newBuilder()
                .setType(type)
                .setReason(reason)
                .setMessage("words")
                .setFieldPath("spec.containers{c}")
                .setTimeMillis(1)
                .build();
    }

    /** Names of the events of a reason that were written, each as often as it was counted up. */
    private List<String> written(String reason) {
        return harness.outs.stream()
                .filter(out -> out.topic().equals(Topics.EVENTS)
                        && String.valueOf(out.value()).contains(reason))
                .map(Out::key)
                .map(String::valueOf)
                .toList();
    }

    @Test
    void whatGoesWrongAgainAndAgainIsOneEventThatIsCountedUp() {
        harness.create(
                Kinds.POD,
                "red",
                "{'metadata':{'name':'web'},'spec':{'nodeName':'n1','containers':[{'name':'c','image':'i'}]}}");
        for (int i = 0; i < 3; i++) {
            events(pod("web"), event("Normal", "Pulled"), event("Warning", "Failed"));
        }
        assertThat(written("Failed")).hasSize(3);
        assertThat(Set.copyOf(written("Failed"))).hasSize(1);
        assertThat(Set.copyOf(written("Pulled")))
                .as("once before anybody knew of trouble, then counted")
                .hasSize(2);
    }

    private String condition(String name, String type) {
        return PodConditions.status(pod(name).tree(), type);
    }

    @Test
    void anEvictedPodSaysSoAndItsReplicaSetMakesAnother() {
        harness.create(
                Kinds.REPLICA_SET,
                "red",
                "{'metadata':{'name':'web'},'spec':{'replicas':1,'selector':{'matchLabels':{'app':'web'}},'template':"
                        + "{'metadata':{'labels':{'app':'web'}},'spec':{'nodeName':'n1','containers':"
                        + "[{'name':'c','image':'i'}]}}}}");
        assertThat(harness.list(Kinds.POD, "red")).hasSize(1);
        String first = harness.list(Kinds.POD, "red").get(0).name();
        report(pod(first), "Running", "", "", true);
        assertThat(condition(first, "Ready")).isEqualTo("True");
        assertThat(condition(first, "PodReadyToStartContainers")).isEqualTo("True");
        report(pod(first), "Failed", "Evicted", "The node was low on resource: memory. ", false);
        assertThat(Json.textAt(pod(first).tree(), "status", "reason")).isEqualTo("Evicted");
        assertThat(condition(first, "Ready")).isEqualTo("False");
        assertThat(condition(first, "DisruptionTarget")).isEqualTo("True");
        assertThat(harness.list(Kinds.POD, "red"))
                .hasSize(2)
                .anyMatch(p -> !p.pod().terminal());
    }

    @Test
    void aReadinessGateMakesThePodReadyWhenAClientOpensIt() {
        harness.create(
                Kinds.POD,
                "red",
                "{'metadata':{'name':'web'},'spec':{'nodeName':'n1','readinessGates':[{'conditionType':'a/gate'}],"
                        + "'containers':[{'name':'c','image':'i'}]}}");
        report(pod("web"), "Running", "", "", true);
        assertThat(condition("web", "ContainersReady")).isEqualTo("True");
        assertThat(condition("web", "Ready")).isEqualTo("False");
        var status = Json.ensure(pod("web").copy(), "status");
        status.withArray("conditions").addObject().put("type", "a/gate").put("status", "True");
        String open = Json.text(Json.object().set("status", status)).replace('"', '\'');
        harness.patch(Kinds.POD, "red", "web", "status", open);
        assertThat(condition("web", "Ready")).isEqualTo("True");
        report(pod("web"), "Running", "", "", true);
        assertThat(condition("web", "Ready")).isEqualTo("True");
    }

    @Test
    void whatIsSaidAgainIsNotLookedAtUnlessSomebodyElseHasWritten() {
        harness.create(
                Kinds.POD,
                "red",
                "{'metadata':{'name':'web'},'spec':{'nodeName':'n1','containers':[{'name':'c','image':'i'}]}}");
        report(pod("web"), "Running", "", "", true);
        long said = pod("web").pod().reported();
        long version = pod("web").version();
        assertThat(said).isNotZero();
        harness.restart();
        report(pod("web"), "Running", "", "", true);
        assertThat(pod("web").version()).isEqualTo(version);
        assertThat(pod("web").pod().reported()).as("kept by the store").isEqualTo(said);

        harness.patch(Kinds.POD, "red", "web", "status", "{'status':{'podIP':'10.9.9.9'}}");
        assertThat(pod("web").pod().reported()).isZero();
        report(pod("web"), "Running", "", "", true);
        assertThat(Json.textAt(pod("web").tree(), "status", "podIP")).isEqualTo("10.1.0.1");
        assertThat(pod("web").pod().reported()).isEqualTo(said);

        report(pod("web"), "Running", "", "", false);
        assertThat(condition("web", "Ready")).isEqualTo("False");
        assertThat(pod("web").pod().reported()).isNotEqualTo(said);
    }

    @Test
    void aPodThatItsNodeHasLostIsReadyNoMore() {
        harness.create(
                Kinds.POD,
                "red",
                "{'metadata':{'name':'web'},'spec':{'nodeName':'n1','containers':[{'name':'c','image':'i'}]}}");
        report(pod("web"), "Running", "", "", true);
        PodStatusReport gone = PodStatusReport.newBuilder()
                .setNode("n1")
                .setEpoch(Long.MAX_VALUE)
                .setName("web")
                .setUid(pod("web").uid())
                .setSequence(2)
                .setPhase("Failed")
                .setStartTimeMillis(1)
                .setContainers(List.of())
                .setEvents(List.of())
                .setGone(true)
                .build();
        harness.send(PodStatusBatch.newBuilder()
                .setHost("host")
                .setNamespace("red")
                .setPods(List.of(gone))
                .build());
        assertThat(Json.textAt(pod("web").tree(), "status", "reason")).isEqualTo("ContainerGone");
        assertThat(condition("web", "Ready")).isEqualTo("False");
    }
}
