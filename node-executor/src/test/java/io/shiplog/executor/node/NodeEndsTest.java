package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.node.pressure.Signals;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.simulated.InstanceLog;
import io.shiplog.executor.runtime.simulated.Simulation;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.NodeConditionReport;
import io.shiplog.schemas.record.NodeHeartbeat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Graceful shutdown, eviction and pressure. */
class NodeEndsTest {

    private static final Signals PLENTY = new Signals(8L << 30, 50, 100, 50, 100);
    private static final Signals MEMORY_SHORT = new Signals(50L << 20, 50, 100, 50, 100);

    private final Rig rig = Rig.ready();

    private void run(String uid, ObjectNode pod) {
        rig.command("n1", uid, Pods.run("n1", uid, pod));
    }

    private static ObjectNode critical(ObjectNode pod) {
        ((ObjectNode) pod.get("spec")).put("priority", 2_000_001_000);
        return pod;
    }

    @Test
    void aShutdownEndsCriticalPodsLastAndKeepsAllAsFailed() {
        run("u1", Pods.nginx("web", "stop-delay", "5s"));
        run("u2", critical(Pods.nginx("dns")));
        rig.pass(1_000);
        rig.core.shutdown(rig.now, 20_000, 10_000);
        assertThat(rig.beats())
                .allMatch(beat -> !beat.getReady() && beat.getMessage().equals("node is shutting down"));
        rig.pass(4_000);
        assertThat(rig.core.shutDown()).isFalse();
        assertThat(rig.report("u1").getPhase()).isEqualTo("Running");
        assertThat(rig.report("u2").getPhase()).isEqualTo("Running");
        rig.pass(2_000);
        assertThat(rig.core.shutDown()).isTrue();
        for (String uid : List.of("u1", "u2")) {
            assertThat(rig.report(uid).getPhase()).isEqualTo("Failed");
            assertThat(rig.report(uid).getReason()).isEqualTo("Terminated");
            assertThat(rig.report(uid).getMessage())
                    .isEqualTo("Pod was terminated in response to imminent node shutdown.");
            assertThat(rig.report(uid).getGone()).isFalse();
        }
        run("u3", Pods.nginx("late"));
        rig.pass(1_000);
        assertThat(rig.report("u3").getReason()).isEqualTo("NodeShutdown");
    }

    @Test
    void aShutdownDoesNotWaitLongerThanItsGracePeriods() {
        run("u1", Pods.nginx("web", "ignore-term", "true"));
        run("u2", critical(Pods.nginx("dns", "ignore-term", "true")));
        rig.pass(1_000);
        rig.core.shutdown(rig.now, 7_000, 3_000);
        rig.pass(10_100);
        assertThat(rig.core.shutDown()).isTrue();
        assertThat(rig.report("u2").getContainers().get(0).getTerminated().getExitCode())
                .isEqualTo(137);
    }

    @Test
    void aPodThatIsDeletedBeforeOrDuringAShutdownIsEndedByIt() {
        run("u1", Pods.nginx("before", "ignore-term", "true"));
        run("u2", Pods.nginx("during", "ignore-term", "true"));
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "before", 60));
        rig.core.shutdown(rig.now, 7_000, 3_000);
        rig.pass(3_000);
        rig.command("n1", "u2", Pods.stop("n1", "u2", "during", 60));
        rig.pass(4_100);
        assertThat(rig.core.shutDown()).isTrue();
    }

    @Test
    void anEvictedPodFailsAndStays() {
        run("u1", Pods.nginx("web"));
        rig.pass(1_000);
        assertThat(rig.core.evict("n1", "u1", "The node was low on resource: memory. ", rig.now))
                .isTrue();
        rig.pass(1_500);
        assertThat(rig.report("u1").getPhase()).isEqualTo("Failed");
        assertThat(rig.report("u1").getReason()).isEqualTo("Evicted");
        assertThat(rig.events).contains("Warning Evicted The node was low on resource: memory. ");
        assertThat(rig.core.evict("n1", "u1", "again", rig.now)).isFalse();
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        rig.pass(100);
        assertThat(rig.report("u1").getGone()).isTrue();
        assertThat(rig.report("u1").getPhase()).isEqualTo("Failed");
    }

    @Test
    void anEvictionThatARestartOfTheExecutorInterruptsIsCarriedOut() {
        FakeCommandLog log = new FakeCommandLog();
        Simulation simulation = new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE);
        Rig before = new Rig(simulation, log, "run-1", "n1");
        before.register("n1", 1);
        before.core.caughtUp(before.now);
        ObjectNode pod = Pods.nginx("web", "ignore-term", "true");
        before.command("n1", "u1", Pods.run("n1", "u1", pod));
        before.pass(1_000);
        before.core.evict("n1", "u1", "too much", before.now);
        assertThat(log.saved().get(0).end()).isEqualTo(PodState.ENDING);

        Rig after = new Rig(simulation, log, "run-2", "n1");
        after.now = before.now;
        after.core.restore(log.saved(), simulation.list(), after.now);
        after.command("n1", "u1", Pods.run("n1", "u1", pod));
        after.core.caughtUp(after.now);
        after.register("n1", 2);
        after.pass(31_000);
        assertThat(after.report("u1").getReason()).isEqualTo("Evicted");
        assertThat(after.report("u1").getPhase()).isEqualTo("Failed");
        assertThat(simulation.live()).isZero();
    }

    @Test
    void pressureChangesTheConditionsOnceAndEvictsOnePodAtATime() {
        run("u1", Pods.asking(Pods.nginx("modest"), "100m", "1Gi"));
        run("u2", Pods.nginx("greedy", "ignore-term", "true"));
        run("u3", Pods.nginx("greedier", "ignore-term", "true"));
        rig.pass(1_000);
        rig.register("n2", 1);
        assertThat(rig.beats()).allMatch(beat -> beat.getDetails() == null);
        List<PodUse.Measured> use = List.of(
                new PodUse.Measured("u1", 900L << 20, 0, Map.of(), Map.of()),
                new PodUse.Measured("u2", 100L << 20, 0, Map.of(), Map.of()),
                new PodUse.Measured("u3", 200L << 20, 0, Map.of(), Map.of()));
        rig.core.pressure("n1", MEMORY_SHORT, use, rig.now);
        rig.core.pressure("n1", MEMORY_SHORT, use, rig.now);
        assertThat(condition("MemoryPressure")).isEqualTo("True");
        assertThat(rig.beats()).allMatch(beat -> beat.getDetails() == null);
        rig.pass(100);
        assertThat(rig.report("u2").getPhase()).isEqualTo("Running");
        rig.pass(1_500);
        assertThat(rig.report("u3").getReason()).isEqualTo("Evicted");
        assertThat(rig.report("u3").getMessage())
                .isEqualTo("The node was low on resource: memory. Threshold quantity: 100Mi, available: 51200Ki. ");
        assertThat(rig.report("u2").getPhase()).isEqualTo("Running");
        run("u4", Pods.nginx("best-effort"));
        rig.pass(1_000);
        assertThat(rig.report("u4").getReason()).isEqualTo("Evicted");
        rig.core.pressure("n1", PLENTY, use, rig.now);
        assertThat(condition("MemoryPressure")).isEqualTo("nothing new");
        rig.now += 300_000;
        rig.core.pressure("n1", PLENTY, use, rig.now);
        assertThat(condition("MemoryPressure")).isEqualTo("False");
    }

    @Test
    void whatAnEvictedPodHasOnTheNodeIsRemovedBeforeAnotherIsEvicted() {
        run("u1", Pods.nginx("first"));
        run("u2", Pods.nginx("second"));
        rig.pass(1_000);
        List<PodUse.Measured> use = List.of(
                new PodUse.Measured("u1", 200L << 20, 0, Map.of(), Map.of()),
                new PodUse.Measured("u2", 100L << 20, 0, Map.of(), Map.of()));
        rig.core.pressure("n1", MEMORY_SHORT, use, rig.now);
        rig.pass(5_000);
        assertThat(rig.report("u1").getReason()).isEqualTo("Evicted");
        assertThat(rig.report("u1").getGone()).isFalse();
        assertThat(rig.calls.stream().filter(RuntimeCall.RemovePod.class::isInstance))
                .extracting(call -> call.pod().uid())
                .containsExactly("u1");
        rig.core.pressure("n1", MEMORY_SHORT, use, rig.now);
        rig.pass(5_000);
        assertThat(rig.report("u2").getReason()).isEqualTo("Evicted");
    }

    private String evictedFor(String spec, PodUse.Measured use) {
        ObjectNode pod = Pods.nginx(use.uid());
        pod.withObject("/spec").setAll(Json.parse(spec));
        run(use.uid(), pod);
        rig.pass(1_000);
        rig.core.pressure("n1", PLENTY, List.of(use), rig.now);
        rig.pass(2_000);
        return String.valueOf(rig.report(use.uid()).getReason()) + ": "
                + rig.report(use.uid()).getMessage();
    }

    @Test
    void whoExceedsALimitOfLocalStorageIsEvicted() {
        String limited = "{\"containers\":[{\"name\":\"a\",\"image\":\"i\",\"resources\":{\"limits\":"
                + "{\"ephemeral-storage\":\"1Ki\"}}},{\"name\":\"b\",\"image\":\"i\",\"resources\":{\"limits\":"
                + "{\"ephemeral-storage\":\"2Ki\"}}}]}";
        assertThat(evictedFor(
                        "{\"volumes\":[{\"name\":\"cache\",\"emptyDir\":{\"sizeLimit\":\"10Mi\"}}]}",
                        new PodUse.Measured("v", 0, 11 << 20, Map.of(), Map.of("cache", 11L << 20))))
                .isEqualTo("Evicted: Usage of EmptyDir volume \"cache\" exceeds the limit \"10Mi\". ");
        assertThat(evictedFor(limited, new PodUse.Measured("p", 0, 4096, Map.of("a", 0L), Map.of())))
                .isEqualTo("Evicted: Pod ephemeral local storage usage exceeds the total limit of containers 3Ki. ");
        assertThat(evictedFor(limited, new PodUse.Measured("c", 0, 2048, Map.of("a", 2048L), Map.of())))
                .isEqualTo("Evicted: Container a exceeded its local ephemeral storage limit \"1Ki\". ");
        assertThat(evictedFor(limited, new PodUse.Measured("w", 0, 2048, Map.of("b", 2048L), Map.of())))
                .isEqualTo(": ");
    }

    private String condition(String type) {
        for (NodeHeartbeat beat : rig.beats()) {
            if (beat.getDetails() != null) {
                return beat.getDetails().getConditions().stream()
                        .filter(condition -> condition.getType().equals(type))
                        .map(NodeConditionReport::getStatus)
                        .findFirst()
                        .orElse("absent");
            }
        }
        return "nothing new";
    }
}
