package io.shiplog.reconciler.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.reconciler.liveness.LivenessWatch.Watched;
import io.shiplog.reconciler.testing.Details;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.NodeDetailsChanged;
import io.shiplog.schemas.record.NodeHeard;
import io.shiplog.schemas.record.NodeHeartbeat;
import io.shiplog.schemas.record.NodeSilent;
import io.shiplog.schemas.record.RegisterNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class LivenessWatchTest {

    private LivenessWatch watch = new LivenessWatch(LivenessConfig.DEFAULT, 0);

    private List<SpecificRecord> hear(long millis, String node, long epoch, boolean ready) {
        return beat(
                millis, NodeHeartbeat.newBuilder().setName(node).setEpoch(epoch).setReady(ready));
    }

    /** A run asks for its epoch. */
    private List<SpecificRecord> ask(long millis, String node) {
        NodeDetails details = Details.ofANode().build();
        return beat(millis, NodeHeartbeat.newBuilder().setName(node).setEpoch(0).setDetails(details));
    }

    private List<SpecificRecord> beat(long millis, NodeHeartbeat.Builder node) {
        return watch.heard(
                HeartbeatBatch.newBuilder()
                        .setHost("host-" + node.getName())
                        .setInstance("i")
                        .setSequence(1)
                        .setNodes(List.of(node.build()))
                        .build(),
                millis);
    }

    /** Looks every half second, all nodes but some sending each time. */
    private List<SpecificRecord> pass(long fromMillis, long toMillis, String... alive) {
        List<SpecificRecord> said = new ArrayList<>();
        for (long now = fromMillis; now <= toMillis; now += 500) {
            for (String node : alive) {
                said.addAll(hear(now, node, 1, true));
            }
            said.addAll(watch.tick(now));
        }
        return said;
    }

    private void know(String... nodes) {
        for (String node : nodes) {
            watch.load(new Watched(node, 1, false, true, ""), 0);
        }
    }

    @Test
    void saysThatANodeIsSilentOnceItsGraceIsOverAndThatItIsHeardAgain() {
        know("a", "b", "c");
        assertThat(pass(500, 3_500, "a", "b")).isEmpty();
        assertThat(pass(4_000, 6_000, "a", "b")).singleElement().satisfies(said -> {
            assertThat(((NodeSilent) said).getNode()).isEqualTo("c");
            assertThat(((NodeSilent) said).getEpoch()).isEqualTo(1);
        });
        assertThat(hear(6_500, "c", 1, true)).singleElement().isInstanceOf(NodeHeard.class);
        assertThat(pass(6_500, 9_000, "a", "b", "c")).isEmpty();
    }

    @Test
    void heartbeatsOfOthersAreEnoughToMissANode() {
        know("a", "b", "c");
        List<SpecificRecord> said = new ArrayList<>();
        for (long now = 1_000; now <= 5_000; now += 1_000) {
            said.addAll(hear(now, "a", 1, true));
            said.addAll(hear(now + 300, "b", 1, true));
        }
        assertThat(said)
                .singleElement()
                .isInstanceOfSatisfying(
                        NodeSilent.class, silent -> assertThat(silent.getNode()).isEqualTo("c"));
    }

    @Test
    void whileHeartbeatsComeItNeedsNotBeWoken() {
        know("a", "b");
        for (long now = 1_000; now <= 60_000; now += 1_000) {
            assertThat(watch.nextLookMillis()).isGreaterThan(now);
            hear(now, "a", 1, true);
            hear(now + 100, "b", 1, true);
        }
    }

    @Test
    void whenSomebodyIsLateOrNobodyIsHeardItLooksByTheClock() {
        know("a", "b", "c");
        pass(500, 1_000, "a", "b", "c");
        assertThat(watch.nextLookMillis()).isEqualTo(2_200);
        pass(1_500, 3_000, "a", "b");
        assertThat(watch.nextLookMillis()).isEqualTo(3_500);
    }

    @Test
    void aVerdictIsDueToTheMillisecond() {
        know("a", "b", "c");
        pass(500, 500, "a", "b", "c");
        hear(730, "c", 1, true);
        pass(1_000, 4_500, "a", "b");
        assertThat(watch.nextLookMillis()).isEqualTo(4_730);
        assertThat(watch.tick(4_729)).isEmpty();
        saysSilent(watch.tick(4_730), "c", 1);
    }

    @Test
    void aNodeThatDiesIsMissedInTimeAlsoWhenTheClockIsSetBack() {
        know("a", "b", "c");
        pass(500, 60_000, "a", "b", "c");
        assertThat(pass(40_000, 43_500, "a", "b")).isEmpty();
        saysSilent(pass(44_000, 45_000, "a", "b"), "c", 1);
    }

    @Test
    void saysNothingWhenMostNodesAreSilentTogether() {
        know("a", "b", "c");
        assertThat(pass(500, 60_000, "a")).isEmpty();
    }

    @Test
    void startsEveryGraceAnewAfterAGapOfItsOwn() {
        know("a", "b", "c");
        assertThat(pass(500, 3_000, "a", "b")).isEmpty();
        assertThat(pass(10_000, 13_500, "a", "b")).isEmpty();
        assertThat(pass(14_000, 14_500, "a", "b")).hasSize(1);
    }

    @Test
    void takesAClockThatWasSetBackForAGapSinceNoTickComesBeforeItHasCaughtUp() {
        know("a", "b", "c", "d");
        assertThat(pass(500, 10_000, "a", "b", "c", "d")).isEmpty();
        hear(6_000, "a", 1, true);
        hear(6_000, "b", 1, true);
        hear(10_400, "c", 1, true);
        hear(10_400, "d", 1, true);
        assertThat(watch.tick(10_500))
                .as("an outage meanwhile was not seen as one")
                .isEmpty();
        assertThat(pass(11_000, 14_500, "c", "d", "b"))
                .as("who is silent from then on is found out")
                .hasSize(1);
    }

    @Test
    void anOutageTooShortToMakeMostNodesLateIsNotTheSilenceOfTheOneThatComesBackLast() {
        know("a", "b", "c", "d");
        assertThat(pass(500, 10_000, "a", "b", "c", "d")).isEmpty();
        assertThat(pass(10_500, 11_500)).isEmpty();
        for (String node : List.of("b", "c", "d")) {
            assertThat(hear(11_900, node, 1, true)).isEmpty();
        }
        assertThat(pass(12_000, 15_500, "b", "c", "d")).isEmpty();
        assertThat(pass(16_000, 16_000, "b", "c", "d"))
                .as("a was not heard for the whole of its grace since then")
                .hasSize(1);
    }

    @Test
    void aHostWhoseHeartbeatsAreAlwaysLateDoesNotKeepADeadOneAlive() {
        know("a", "b", "c");
        List<SpecificRecord> said = new ArrayList<>();
        for (long now = 1_600; now <= 16_000; now += 1_600) {
            said.addAll(hear(now, "b", 1, true));
            said.addAll(hear(now, "c", 1, true));
            said.addAll(watch.tick(now));
        }
        assertThat(said)
                .singleElement()
                .satisfies(one -> assertThat(((NodeSilent) one).getNode()).isEqualTo("a"));
    }

    @Test
    void tellsOnceOfANodeThatItDoesNotKnowSinceItsStoreMayHaveBeenMadeAnew() {
        assertThat(hear(500, "a", 7, true))
                .singleElement()
                .satisfies(said -> assertThat(((NodeHeard) said).getEpoch()).isEqualTo(7));
        assertThat(hear(1_000, "a", 7, true)).isEmpty();
    }

    private static void saysSilent(List<SpecificRecord> said, String node, long epoch) {
        assertThat(said).singleElement().isInstanceOfSatisfying(NodeSilent.class, one -> {
            assertThat(one.getNode()).isEqualTo(node);
            assertThat(one.getEpoch()).isEqualTo(epoch);
            assertThat(one.getInstance()).isEqualTo(epoch == 0 ? "i" : "");
        });
    }

    @Test
    void missesARunThatDiedBeforeItWasHeardWithItsEpoch() {
        know("a", "b");
        pass(500, 1_000, "a", "b");
        assertThat(ask(1_000, "new")).singleElement().isInstanceOf(RegisterNode.class);
        assertThat(pass(1_500, 4_500, "a", "b")).isEmpty();
        saysSilent(pass(5_000, 20_000, "a", "b"), "new", 0);
    }

    @Test
    void missesItAlsoWhenTheWatchItselfStartedAnewMeanwhile() {
        know("a", "b");
        ask(500, "new");
        List<Watched> stored = watch.drain();
        watch = new LivenessWatch(LivenessConfig.DEFAULT, 1_000);
        know("a", "b");
        stored.forEach(node -> watch.load(node, 1_000));
        saysSilent(pass(1_500, 20_000, "a", "b"), "new", 0);
    }

    @Test
    void missesALaterRunThatDiedBeforeItWasHeardWithItsEpoch() {
        know("a", "b", "c");
        pass(500, 1_000, "a", "b", "c");
        ask(2_000, "c");
        List<SpecificRecord> said = pass(2_000, 20_000, "a", "b");
        assertThat(said).hasSize(2);
        saysSilent(said.subList(0, 1), "c", 1);
        saysSilent(said.subList(1, 2), "c", 0);
    }

    @Test
    void whoAsksForAnEpochAgainAndAgainIsNotSilentButDoesNotKeepAnotherRunAlive() {
        know("a", "b", "c");
        List<SpecificRecord> said = new ArrayList<>();
        for (long now = 500; now <= 20_000; now += 500) {
            said.addAll(ask(now, "c"));
            said.addAll(ask(now, "new"));
            said.addAll(pass(now, now, "a", "b"));
        }
        said.removeIf(RegisterNode.class::isInstance);
        saysSilent(said, "c", 1);
    }

    @Test
    void whoIsHeardWithItsEpochAfterItWasMissedIsSaidToBeHeard() {
        know("a", "b");
        ask(500, "new");
        saysSilent(pass(500, 6_000, "a", "b"), "new", 0);
        ask(6_500, "new");
        assertThat(hear(7_000, "new", 9, true)).singleElement().isInstanceOf(NodeHeard.class);
        assertThat(pass(7_000, 7_500, "a", "b")).isEmpty();
        saysSilent(pass(8_000, 20_000, "a", "b"), "new", 9);
    }

    @Test
    void doesNotListenToARunThatHasBeenReplaced() {
        know("a");
        assertThat(hear(500, "a", 2, true)).isEmpty();
        assertThat(hear(600, "a", 1, false)).isEmpty();
        assertThat(watch.watched("a")).isEqualTo(new Watched("a", 2, false, true, ""));
    }

    @Test
    void passesOnThatANodeIsNotReady() {
        know("a");
        assertThat(hear(500, "a", 1, false))
                .singleElement()
                .satisfies(said ->
                        assertThat(((NodeDetailsChanged) said).getReady()).isFalse());
        assertThat(hear(1_000, "a", 1, false)).isEmpty();
    }
}
