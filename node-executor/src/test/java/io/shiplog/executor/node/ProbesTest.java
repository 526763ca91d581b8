package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall.Probe;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.executor.runtime.simulated.InstanceLog;
import io.shiplog.executor.runtime.simulated.Simulation;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ContainerReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Probes, from the call to the report. */
class ProbesTest {

    private final Rig rig = Rig.ready();

    private ContainerReport container() {
        return rig.report("u1").getContainers().get(0);
    }

    private void run(ObjectNode pod) {
        rig.command("n1", "u1", Pods.run("n1", "u1", pod));
    }

    private static ObjectNode probed(ObjectNode pod, String field, String probe) {
        ((ObjectNode) pod.at("/spec/containers/0")).set(field, Json.parse(probe));
        return pod;
    }

    private List<Long> asked(ProbeKind kind) {
        return rig.calls.stream()
                .filter(call -> call instanceof Probe probe && probe.kind() == kind)
                .map(call -> 1L)
                .toList();
    }

    @Test
    void readinessIsAskedForAfterItsDelayAndThenEveryPeriod() {
        run(probed(
                Pods.nginx("web", "start-delay", "0"),
                "readinessProbe",
                "{\"initialDelaySeconds\":5,\"periodSeconds\":2}"));
        rig.pass(4_900);
        assertThat(container().getReady()).isFalse();
        assertThat(container().getStarted()).isTrue();
        assertThat(asked(ProbeKind.READINESS)).isEmpty();
        rig.pass(200);
        assertThat(container().getReady()).isTrue();
        rig.pass(10_000);
        assertThat(asked(ProbeKind.READINESS)).hasSize(6);
        assertThat(rig.events).noneMatch(event -> event.contains("Unhealthy"));
    }

    @Test
    void readinessTurnsOnlyAtItsThresholds() {
        run(probed(
                Pods.nginx("web", "start-delay", "0", "unready-between", "10s-15500ms"),
                "readinessProbe",
                "{\"periodSeconds\":1,\"failureThreshold\":3,\"successThreshold\":2}"));
        rig.pass(500);
        assertThat(container().getReady()).isFalse();
        rig.pass(1_000);
        assertThat(container().getReady()).isTrue();
        rig.pass(10_000);
        assertThat(container().getReady()).isTrue();
        rig.pass(1_000);
        assertThat(container().getReady()).isFalse();
        assertThat(rig.events).contains("Warning Unhealthy Readiness probe failed: the script says so");
        rig.pass(5_000);
        assertThat(container().getReady()).isTrue();
        assertThat(container().getRestartCount()).isZero();
    }

    @Test
    void aContainerThatFailsItsLivenessProbeIsStoppedWithGraceAndStartedAgain() {
        run(probed(
                Pods.nginx(
                        "web", "start-delay", "0", "liveness-fails-after", "5s", "exits", "1", "ignore-term", "true"),
                "livenessProbe",
                "{\"periodSeconds\":1,\"failureThreshold\":3,\"terminationGracePeriodSeconds\":4}"));
        rig.pass(6_900);
        assertThat(rig.events).noneMatch(event -> event.contains("Killing"));
        rig.pass(200);
        assertThat(rig.events)
                .contains(
                        "Warning Unhealthy Liveness probe failed: the script says so",
                        "Normal Killing Container nginx failed liveness probe, will be restarted");
        assertThat(rig.calls).anyMatch(call -> call instanceof StopContainer stop && !stop.force());
        rig.pass(3_000);
        assertThat(container().getRestartCount()).isZero();
        rig.pass(1_000);
        assertThat(container().getRestartCount()).isEqualTo(1);
        assertThat(container().getLast().getExitCode()).isEqualTo(137);
        assertThat(container().getReady()).isTrue();
        rig.pass(60_000);
        assertThat(container().getRestartCount()).isEqualTo(1);
    }

    @Test
    void livenessRestartsAlsoWhatEndsWellUnlessNothingIsRestarted() {
        run(probed(
                Pods.pod("job", "busybox:1", "OnFailure", "exit-after", "1h", "liveness-fails-after", "0"),
                "livenessProbe",
                "{\"periodSeconds\":1}"));
        rig.command(
                "n1",
                "u2",
                Pods.run(
                        "n1",
                        "u2",
                        probed(
                                Pods.pod("once", "busybox:1", "Never", "exit-after", "1h", "liveness-fails-after", "0"),
                                "livenessProbe",
                                "{\"periodSeconds\":1}")));
        rig.pass(3_000);
        assertThat(container().getRestartCount()).isEqualTo(1);
        assertThat(rig.report("u2").getPhase()).isEqualTo("Succeeded");
        assertThat(rig.events).contains("Normal Killing Container nginx failed liveness probe");
    }

    @Test
    void livenessAndReadinessBeginWhenStartupHasPassed() {
        ObjectNode pod = Pods.nginx("web", "start-delay", "0", "startup-delay", "5s");
        probed(pod, "startupProbe", "{\"periodSeconds\":1,\"failureThreshold\":30}");
        probed(pod, "livenessProbe", "{\"periodSeconds\":1}");
        probed(pod, "readinessProbe", "{\"periodSeconds\":1}");
        run(pod);
        rig.pass(4_500);
        assertThat(asked(ProbeKind.LIVENESS)).isEmpty();
        assertThat(asked(ProbeKind.READINESS)).isEmpty();
        assertThat(container().getStarted()).isFalse();
        assertThat(container().getReady()).isFalse();
        rig.pass(1_000);
        assertThat(container().getStarted()).isTrue();
        assertThat(container().getReady()).isTrue();
        int startups = asked(ProbeKind.STARTUP).size();
        rig.pass(10_000);
        assertThat(asked(ProbeKind.STARTUP)).hasSize(startups);
        assertThat(asked(ProbeKind.LIVENESS)).hasSizeGreaterThan(9);
    }

    @Test
    void aContainerThatNeverStartsUpIsStartedAgainWithBackOff() {
        run(probed(
                Pods.nginx("web", "start-delay", "0", "startup-delay", "1h", "exits", "2"),
                "startupProbe",
                "{\"periodSeconds\":1,\"failureThreshold\":5}"));
        rig.pass(4_500);
        assertThat(container().getRestartCount()).isEqualTo(1);
        assertThat(rig.events).contains("Normal Killing Container nginx failed startup probe, will be restarted");
        rig.pass(5_000);
        assertThat(container().getReason()).isEqualTo("CrashLoopBackOff");
        rig.pass(10_000);
        assertThat(container().getRestartCount()).isEqualTo(2);
        assertThat(container().getReady()).isTrue();
    }

    @Test
    void aProbeThatHangsFails() {
        run(probed(
                Pods.nginx("web", "start-delay", "0", "probe-delay", "1h", "exits", "1"),
                "livenessProbe",
                "{\"periodSeconds\":1,\"timeoutSeconds\":1,\"failureThreshold\":2}"));
        rig.pass(2_500);
        assertThat(container().getRestartCount()).isEqualTo(1);
        assertThat(rig.events).contains("Warning Unhealthy Liveness probe failed: context deadline exceeded");
    }

    @Test
    void aProbeWhoseAnswerIsLostIsAskedAgainAfterItsTimeoutAndALittle() {
        run(probed(
                Pods.nginx("web", "start-delay", "0"),
                "livenessProbe",
                "{\"periodSeconds\":5,\"timeoutSeconds\":1,\"failureThreshold\":1}"));
        rig.pass(1_000);
        long next = rig.now + 4_000;
        rig.core.tick(next);
        assertThat(rig.core.takeCalls()).hasSize(1).allMatch(Probe.class::isInstance);
        rig.core.tick(next + 2_999);
        assertThat(rig.core.takeCalls()).isEmpty();
        rig.core.tick(next + 3_000);
        assertThat(rig.core.takeCalls()).hasSize(1).allMatch(Probe.class::isInstance);
        rig.now = next + 3_000;
        rig.pass(60_000);
        assertThat(container().getRestartCount()).isZero();
    }

    @Test
    void anAnswerThatNobodyAskedForCountsNothing() {
        run(probed(Pods.nginx("web", "start-delay", "0"), "livenessProbe", "{\"failureThreshold\":1}"));
        rig.pass(1_000);
        for (int i = 0; i < 3; i++) {
            rig.core.observe(
                    new Observation.Probed("n1", "u1", 0, 0, rig.now, ProbeKind.LIVENESS, false, "old"), rig.now);
        }
        rig.pass(1_000);
        assertThat(container().getRestartCount()).isZero();
    }

    @Test
    void readinessAndStartedSurviveARestartOfTheExecutor() {
        FakeCommandLog log = new FakeCommandLog();
        Simulation simulation = new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE);
        Rig before = new Rig(simulation, log, "run-1", "n1");
        before.register("n1", 1);
        before.core.caughtUp(before.now);
        ObjectNode pod = Pods.nginx("web", "start-delay", "0");
        probed(pod, "startupProbe", "{\"initialDelaySeconds\":3}");
        probed(pod, "readinessProbe", "{\"periodSeconds\":60}");
        before.command("n1", "u1", Pods.run("n1", "u1", pod));
        before.pass(5_000);
        assertThat(before.report("u1").getContainers().get(0).getReady()).isTrue();

        Rig after = new Rig(simulation, log, "run-2", "n1");
        after.now = before.now;
        after.core.restore(log.saved(), simulation.list(), after.now);
        after.command("n1", "u1", Pods.run("n1", "u1", pod));
        after.core.caughtUp(after.now);
        after.register("n1", 2);
        after.pass(0);
        ContainerReport container = after.report("u1").getContainers().get(0);
        assertThat(container.getStarted()).isTrue();
        assertThat(container.getReady()).isTrue();
        assertThat(container.getRestartCount()).isZero();
    }

    @Test
    void aPodThatIsStoppedIsStillAskedWhetherItIsReadyAndForNothingElse() {
        ObjectNode pod = Pods.nginx("web", "start-delay", "0", "stop-delay", "20s", "unready-between", "3s-60s");
        probed(pod, "readinessProbe", "{\"periodSeconds\":1,\"failureThreshold\":1}");
        probed(pod, "livenessProbe", "{\"periodSeconds\":1}");
        run(pod);
        rig.pass(2_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        int liveness = asked(ProbeKind.LIVENESS).size();
        rig.pass(5_000);
        assertThat(container().getReady()).isFalse();
        assertThat(asked(ProbeKind.LIVENESS)).hasSize(liveness);
    }

    @Test
    void aProbeThatCannotBeCarriedOutCountsForNothing() {
        run(probed(
                Pods.nginx("web", "start-delay", "0", "probe-delay", "900ms"),
                "livenessProbe",
                "{\"periodSeconds\":2,\"failureThreshold\":1}"));
        rig.pass(500);
        for (int i = 0; i < 5; i++) {
            rig.core.observe(
                    new Observation.ProbeErrored("n1", "u1", 0, 0, rig.now, ProbeKind.LIVENESS, "no engine"), rig.now);
            rig.pass(2_000);
        }
        assertThat(rig.events.stream().filter(event -> event.contains("Unhealthy")))
                .containsExactly("Warning Unhealthy Liveness probe errored and resulted in unknown state: no engine");
        assertThat(rig.calls).noneMatch(StopContainer.class::isInstance);
        assertThat(asked(ProbeKind.LIVENESS)).hasSizeGreaterThan(4);
    }
}
