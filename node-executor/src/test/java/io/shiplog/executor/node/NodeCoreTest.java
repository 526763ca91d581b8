package io.shiplog.executor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.executor.runtime.simulated.InstanceLog;
import io.shiplog.executor.runtime.simulated.Simulation;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.EventReport;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.PodStatusReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeCoreTest {

    @Test
    void asksForAnEpochWithItsDetailsUntilItHasOne() {
        Rig rig = Rig.unregistered();
        assertThat(rig.beats()).hasSize(2).allMatch(beat -> beat.getEpoch() == 0 && beat.getDetails() != null);
        rig.now += 1_000;
        assertThat(rig.beats()).isEmpty();
        rig.register("n1", 7);
        rig.now += 2_000;
        assertThat(rig.beats()).anySatisfy(beat -> {
            assertThat(beat.getName()).isEqualTo("n1");
            assertThat(beat.getEpoch()).isEqualTo(7);
            assertThat(beat.getDetails()).isNull();
        });
    }

    @Test
    void aNodeWhoseNameIsTakenStopsAndSaysWhy() {
        Rig rig = Rig.unregistered();
        rig.command("n1", "", new NodeRegistered("n1", "host", "run-1", 0L, "name taken by host other"));
        rig.core.caughtUp(rig.now);
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(1_000);
        assertThat(rig.core.failures()).containsKey("n1");
        assertThat(rig.core.failures().get("n1")).contains("name taken by host other");
        assertThat(rig.starts()).isZero();
        assertThat(rig.beats()).noneMatch(beat -> beat.getName().equals("n1"));
    }

    @Test
    void aNodeThatWasTakenOverKillsItsPods() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        rig.command("n1", "", new NodeRegistered("n1", "elsewhere", "run-9", 2L, ""));
        rig.pass(100);
        assertThat(rig.simulation.live()).isZero();
        assertThat(rig.core.failures()).containsKey("n1");
    }

    @Test
    void startsAPodAndReportsItOnceItRuns() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(50);
        PodStatusReport report = rig.report("u1");
        assertThat(report.getPhase()).isEqualTo("Running");
        assertThat(report.getEpoch()).isEqualTo(1);
        assertThat(report.getPodIp()).startsWith("10.");
        ContainerReport container = report.getContainers().get(0);
        assertThat(container.getPhase()).isEqualTo(ContainerPhase.RUNNING);
        assertThat(container.getReady()).isTrue();
        assertThat(rig.events)
                .containsExactly(
                        "Normal Pulled Container image \"nginx:1.25\" already present on machine",
                        "Normal Created Created container: nginx",
                        "Normal Started Started container nginx");
        assertThat(rig.batches).hasSize(1);
    }

    @Test
    void thatAnImageWasThereIsToldWithTheStartAndByItselfOnlyWhereThatTakesLong() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web", "start-delay", "10s")));
        rig.pass(150);
        assertThat(rig.batches).hasSize(1);
        rig.core.observe(new Observation.Pulled("n1", "u1", 0, 0, rig.now, -1, 0), rig.now);
        rig.pass(PodBooks.ASIDE_MILLIS - 100);
        assertThat(rig.batches).hasSize(1);
        rig.pass(200);
        assertThat(rig.batches).hasSize(2);
        rig.core.observe(new Observation.Pulled("n1", "u1", 0, 0, rig.now, -1, 0), rig.now);
        rig.core.observe(new Observation.Started("n1", "u1", 0, 0, rig.now, "", "", "10.0.0.1", true), rig.now);
        rig.pass(1);
        assertThat(rig.batches).hasSize(3);
        assertThat(rig.batches.get(2).getPods().get(0).getEvents())
                .extracting(EventReport::getReason)
                .containsExactly("Pulled", "Created", "Started");
    }

    @Test
    void startsNothingBeforeTheCommandsWereReadToTheirEnd() {
        Rig rig = Rig.unregistered();
        rig.register("n1", 1);
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(1_000);
        assertThat(rig.starts()).isZero();
        rig.core.caughtUp(rig.now);
        rig.pass(100);
        assertThat(rig.simulation.live()).isEqualTo(1);
    }

    @Test
    void startsNothingBeforeItIsRegistered() {
        Rig rig = Rig.unregistered();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.core.caughtUp(rig.now);
        rig.pass(1_000);
        assertThat(rig.starts()).isZero();
        rig.register("n1", 1);
        rig.pass(100);
        assertThat(rig.simulation.live()).isEqualTo(1);
    }

    @Test
    void aRunPodThatComesTwiceStartsOnce() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        assertThat(rig.starts()).isEqualTo(1);
    }

    @Test
    void stopsWithGraceAndSaysGoneUntilTheTombstoneIsSeen() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        rig.pass(100);
        assertThat(rig.report("u1").getGone()).isTrue();
        assertThat(rig.events).contains("Normal Killing Stopping container nginx");
        int once = rig.batches.size();
        rig.pass(60_000);
        int repeated = rig.batches.size() - once;
        assertThat(repeated).isBetween(3, 6);
        rig.command("n1", "u1", null);
        rig.pass(600_000);
        assertThat(rig.batches).hasSize(once + repeated);
        assertThat(rig.core.pods()).isZero();
    }

    @Test
    void killsWhatIgnoresTheSignalAfterTheGracePeriod() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web", "ignore-term", "true")));
        rig.pass(100);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 5));
        rig.pass(4_900);
        assertThat(rig.report("u1").getGone()).isFalse();
        assertThat(rig.simulation.live()).isEqualTo(1);
        rig.pass(200);
        assertThat(rig.report("u1").getGone()).isTrue();
        assertThat(rig.report("u1").getContainers().get(0).getTerminated().getExitCode())
                .isEqualTo(137);
    }

    @Test
    void aSecondStopCanOnlyShortenTheGracePeriod() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web", "ignore-term", "true")));
        rig.pass(100);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        rig.pass(1_000);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 0));
        rig.pass(10);
        assertThat(rig.report("u1").getGone()).isTrue();
    }

    @Test
    void aStopForAPodNobodyKnowsIsAnsweredWithGone() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 30));
        rig.pass(10);
        assertThat(rig.report("u1").getGone()).isTrue();
    }

    @Test
    void aRunPodReadAgainAfterItsTombstoneStartsNothing() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        rig.command("n1", "u1", Pods.stop("n1", "u1", "web", 0));
        rig.pass(100);
        rig.command("n1", "u1", null);
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        assertThat(rig.starts()).isEqualTo(1);
    }

    @Test
    void refusesAPodThatDoesNotFitBesideThoseItHolds() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.asking(Pods.nginx("a"), "3", "1Gi")));
        rig.command("n1", "u2", Pods.run("n1", "u2", Pods.asking(Pods.nginx("b"), "1500m", "1Gi")));
        rig.command("n1", "u3", Pods.run("n1", "u3", Pods.asking(Pods.nginx("c"), "1", "16Gi")));
        rig.pass(100);
        assertThat(rig.report("u2").getPhase()).isEqualTo("Failed");
        assertThat(rig.report("u2").getReason()).isEqualTo("OutOfcpu");
        assertThat(rig.report("u2").getMessage())
                .isEqualTo("Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, used: 3000,"
                        + " capacity: 4000");
        assertThat(rig.report("u3").getReason()).isEqualTo("OutOfmemory");
        assertThat(rig.events)
                .contains("Warning OutOfcpu Node didn't have enough resource: cpu, requested: 1500, used: 3000,"
                        + " capacity: 4000");
    }

    @Test
    void refusesOnePodTooMany() {
        Rig rig = Rig.ready();
        for (int i = 1; i <= 11; i++) {
            rig.command("n1", "u" + i, Pods.run("n1", "u" + i, Pods.nginx("web-" + i)));
        }
        rig.pass(100);
        assertThat(rig.report("u11").getReason()).isEqualTo("OutOfpods");
        assertThat(rig.simulation.live()).isEqualTo(10);
    }

    @Test
    void reportsEveryPodAnewWhenTheEpochChanges() {
        Rig rig = Rig.ready();
        rig.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web")));
        rig.pass(100);
        long sequence = rig.report("u1").getSequence();
        rig.register("n1", 2);
        assertThat(rig.report("u1").getEpoch()).isEqualTo(2);
        assertThat(rig.report("u1").getSequence()).isGreaterThan(sequence);
    }

    @Test
    void reportsGoInBatchesOfOneNamespaceWithinTheBound() {
        Rig rig = Rig.ready();
        rig.register("n2", 1);
        for (int i = 0; i < 10; i++) {
            rig.core.command("n1", "a" + i, Pods.run("n1", "a" + i, Pods.nginx("a-" + i)), rig.now);
            rig.core.command("n2", "b" + i, Pods.run("n2", "b" + i, Pods.nginx("b-" + i)), rig.now);
        }
        rig.pass(100);
        assertThat(rig.batches).allMatch(batch -> batch.getNamespace().equals("default"));
        assertThat(rig.reports).hasSize(20);
    }

    @Test
    void aReturningExecutorAdoptsWhatIsWantedAndKillsWhatIsNot() {
        Rig before = Rig.ready();
        before.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("wanted")));
        before.command("n1", "u2", Pods.run("n1", "u2", Pods.nginx("unwanted")));
        before.pass(100);
        Rig after = new Rig(before.simulation, CommandLog.NONE, "run-2", "n1");
        after.now = before.now;
        after.core.restore(List.of(), before.simulation.list(), after.now);
        after.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("wanted")));
        after.command("n1", "u3", Pods.run("n1", "u3", Pods.nginx("new")));
        after.register("n1", 2);
        assertThat(after.calls).isEmpty();
        after.core.caughtUp(after.now);
        after.pass(200);
        assertThat(after.simulation.live()).isEqualTo(2);
        assertThat(after.starts()).isEqualTo(1);
        assertThat(after.calls.get(0)).isInstanceOf(StopContainer.class);
        assertThat(after.reports).containsOnlyKeys("u1", "u3");
        assertThat(after.report("u1").getPhase()).isEqualTo("Running");
        assertThat(after.report("u1").getContainers().get(0).getRestartCount()).isZero();
    }

    @Test
    void withoutKafkaContainersGoOnRestartingAcrossARestartOfTheExecutor() {
        FakeCommandLog log = new FakeCommandLog();
        Simulation simulation = new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE);
        Rig before = new Rig(simulation, log, "run-1", "n1");
        before.register("n1", 1);
        before.core.caughtUp(before.now);
        before.command("n1", "u1", Pods.run("n1", "u1", Pods.nginx("web", "crash-every", "60s")));
        before.pass(1_000);
        Rig after = new Rig(simulation, log, "run-2", "n1");
        after.now = before.now;
        after.core.restore(log.saved(), simulation.list(), after.now);
        after.pass(100_000);
        assertThat(after.starts()).isEqualTo(1);
        assertThat(simulation.live()).isEqualTo(1);
    }

    @Test
    void aJobThatHasEndedDoesNotRunAgainAfterARestart() {
        FakeCommandLog log = new FakeCommandLog();
        Rig before = new Rig(new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE), log, "run-1", "n1");
        before.register("n1", 1);
        before.core.caughtUp(before.now);
        before.command("n1", "u1", Pods.run("n1", "u1", Pods.pod("job", "busybox:1", "Never")));
        before.pass(5_000);
        assertThat(before.report("u1").getPhase()).isEqualTo("Succeeded");
        // The runtime has lost its containers meanwhile.
        Rig after = new Rig(new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE), log, "run-2", "n1");
        after.now = before.now;
        after.core.restore(log.saved(), List.of(), after.now);
        after.command("n1", "u1", Pods.run("n1", "u1", Pods.pod("job", "busybox:1", "Never")));
        after.core.caughtUp(after.now);
        after.register("n1", 2);
        after.pass(5_000);
        assertThat(after.starts()).isZero();
        assertThat(after.report("u1").getPhase()).isEqualTo("Succeeded");
    }
}
