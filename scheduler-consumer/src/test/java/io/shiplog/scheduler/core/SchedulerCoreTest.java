package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.RegisterScheduler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerCoreTest {

    private final Cell cell = new Cell();

    @Test
    void placesNothingBeforeEveryPartitionHasEchoedTheEpoch() {
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "1"));
        assertThat(cell.register().get(0).record()).isInstanceOf(RegisterScheduler.class);
        cell.echo(7, 0, Cell.PARTITIONS - 1);
        assertThat(cell.cycle()).isEmpty();
        assertThat(cell.core.wantsToCatchUp()).isFalse();
        cell.echo(7, Cell.PARTITIONS - 1, Cell.PARTITIONS);
        assertThat(cell.core.wantsToCatchUp()).isTrue();
        assertThat(cell.cycle()).isEmpty();
        cell.core.caughtUp();
        List<Output> outputs = cell.cycle();
        assertThat(Cell.bindings(outputs)).isEqualTo(Map.of("a", "n1"));
        assertThat(((BindPods) outputs.get(0).record()).getEpoch()).isEqualTo(7);
    }

    @Test
    void countsOnlyEchoesOfTheNewestEpoch() {
        cell.register();
        cell.echo(7, 0, 3);
        cell.echo(8, 3, 4);
        assertThat(cell.core.wantsToCatchUp()).isFalse();
        cell.echo(8, 0, 3);
        assertThat(cell.core.wantsToCatchUp()).isTrue();
    }

    @Test
    void registersAgainWhenEchoesDoNotComeWithinFiveSeconds() {
        cell.register();
        cell.passSeconds(4.9);
        assertThat(cell.cycle()).isEmpty();
        cell.passSeconds(0.1);
        assertThat(cell.cycle()).hasSize(1);
    }

    @Test
    void stopsPlacingAndRegistersAgainWhenItsEpochIsStale() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "1"));
        cell.cycle();
        List<Output> outputs = cell.refuseAsStale("a", 7);
        assertThat(outputs.get(0).record()).isInstanceOf(RegisterScheduler.class);
        cell.passSeconds(2);
        assertThat(cell.cycle()).isEmpty();
    }

    @Test
    void saysInItsNewEpochAgainWhyAPodWaits() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.refuseAsStale("a", 7);
        cell.registrations++; // its own, by that refusal
        cell.echo(8, 0, Cell.PARTITIONS);
        cell.core.caughtUp();
        cell.passSeconds(2);
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
    }

    @Test
    void triesARefusedPodAgainAfterItsBackOff() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "1"));
        cell.cycle();
        assertThat(cell.refuse("a", 7, "conflict")).isEmpty();
        cell.passSeconds(0.9);
        assertThat(cell.cycle()).isEmpty();
        cell.passSeconds(0.1);
        assertThat(Cell.bindings(cell.cycle())).containsKey("a");
    }

    @Test
    void triesARefusedPodAsItHasBecomeWhileItWasAssumed() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "1"));
        cell.cycle();
        cell.see(Cell.pod("a", "3"));
        assertThat(cell.core.assumedCount()).isEqualTo(1);
        assertThat(cell.core.snapshot().node(0).requested(0)).isEqualTo(3000);
        cell.refuse("a", 7, "conflict");
        assertThat(cell.core.snapshot().node(0).requested(0)).isZero();
        cell.see(Cell.node("n1", "2"));
        cell.passSeconds(2);
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
    }

    @Test
    void takesBackAPlacementThatDoesNotAppearWithinThirtySeconds() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "1"));
        cell.cycle();
        cell.passSeconds(30);
        cell.cycle();
        cell.passSeconds(1);
        assertThat(Cell.bindings(cell.cycle())).containsKey("a");
    }

    @Test
    void countsAnAssumedPodUntilItIsSeenBoundAndThenOnce() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "3"));
        cell.cycle();
        cell.see(Cell.pod("b", "3"));
        assertThat(Cell.bindings(cell.cycle())).isEmpty();
        cell.bound("a", "3", "n1");
        assertThat(cell.core.snapshot().node(0).requested(0)).isEqualTo(3000);
        assertThat(cell.core.assumedCount()).isZero();
        cell.passSeconds(60);
        assertThat(Cell.bindings(cell.cycle())).isEmpty();
    }

    @Test
    void wordsTheRefusalAsKubeSchedulerDoes() {
        cell.fence(7);
        ObjectNode silent = Cell.node("n1", "4");
        Json.ensure(silent, "spec")
                .putArray("taints")
                .addObject()
                .put("key", "node.kubernetes.io/unreachable")
                .put("effect", "NoSchedule");
        cell.see(silent);
        cell.see(Cell.node("n2", "4"));
        cell.see(Cell.node("n3", "4"));
        cell.bound("x", "3", "n2");
        cell.bound("y", "3", "n3");
        cell.see(Cell.pod("a", "3"));
        assertThat(Cell.messages(cell.cycle()))
                .containsExactly("0/3 nodes are available: 1 node(s) had untolerated taint"
                        + " {node.kubernetes.io/unreachable: }, 2 Insufficient cpu."
                        + " preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling,"
                        + " 2 No preemption victims found for incoming pod.");
    }

    @Test
    void triesAnUnschedulablePodAgainOnlyWhenSomethingChangesThatCanHelp() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.bound("x", "3", "n1");
        cell.see(Cell.pod("a", "3"));
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.passSeconds(20);
        ObjectNode relabelled = Cell.node("n1", "4");
        Json.ensure(relabelled, "metadata", "labels").put("disk", "ssd");
        cell.see(relabelled);
        assertThat(cell.cycle()).isEmpty();
        cell.gone(Cell.pod("x", "3"));
        assertThat(Cell.bindings(cell.cycle())).isEqualTo(Map.of("a", "n1"));
    }

    @Test
    void looksAgainAfterFiveMinutesEvenWhenNothingHasChanged() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.passSeconds(299);
        assertThat(cell.cycle()).isEmpty();
        cell.passSeconds(1);
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
    }

    @Test
    void isNotWokenByTheConditionThatItsOwnReportHasWritten() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        cell.see(Cell.pod("a", "5"));
        cell.cycle();
        ObjectNode reported = Cell.pod("a", "5");
        Json.ensure(reported, "status").put("phase", "Pending");
        cell.see(reported);
        cell.passSeconds(20);
        assertThat(cell.cycle()).isEmpty();
    }

    @Test
    void leavesGatedDeletingAndForeignPodsAlone() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        ObjectNode gated = Cell.pod("gated", "1");
        Json.ensure(gated, "spec").putArray("schedulingGates").addObject().put("name", "wait");
        ObjectNode foreign = Cell.pod("foreign", "1");
        Json.ensure(foreign, "spec").put("schedulerName", "other");
        ObjectNode deleting = Cell.pod("deleting", "1");
        Json.ensure(deleting, "metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        List.of(gated, foreign, deleting).forEach(cell::see);
        assertThat(cell.cycle()).isEmpty();
        cell.see(Cell.pod("gated", "1"));
        assertThat(Cell.bindings(cell.cycle())).containsOnlyKeys("gated");
    }

    @Test
    void terminatingPodsHoldTheirResourcesAndEndedOnesDoNot() {
        cell.fence(7);
        cell.see(Cell.node("n1", "4"));
        ObjectNode leaving = Cell.pod("x", "3");
        Json.ensure(leaving, "spec").put("nodeName", "n1");
        Json.ensure(leaving, "metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        cell.see(leaving);
        cell.see(Cell.pod("a", "3"));
        assertThat(Cell.bindings(cell.cycle())).isEmpty();
        Json.ensure(leaving, "status").put("phase", "Failed");
        cell.see(leaving);
        cell.passSeconds(1);
        assertThat(Cell.bindings(cell.cycle())).containsOnlyKeys("a");
    }
}
