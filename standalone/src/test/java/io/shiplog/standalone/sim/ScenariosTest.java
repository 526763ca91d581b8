package io.shiplog.standalone.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One kind of fault at a time, often: what each promise is worth alone. */
class ScenariosTest {

    private static final int MINUTES = 6;
    private static final long PAUSE_MILLIS = 8_000;
    private static final int SEEDS = 4;

    private static void holds(FaultKind... kinds) {
        FaultPlan plan = FaultPlan.only(Set.of(kinds), PAUSE_MILLIS);
        EnumSet<FaultKind> happened = EnumSet.noneOf(FaultKind.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimResult result = Simulation.run(seed, MINUTES, plan);
            assertThat(result.failed()).as(result.report()).isFalse();
            happened.addAll(result.faults().keySet());
        }
        assertThat(happened).contains(kinds);
    }

    @Test
    void aCalmClusterRollsOutWithoutEverHavingFewerPodsThanPromised() {
        holds();
    }

    @Test
    void importantPodsGetTheRoomOfLessImportantOnes() {
        int preempted = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            preempted += Simulation.run(seed, MINUTES, FaultPlan.only(Set.of(), PAUSE_MILLIS))
                    .preempted();
        }
        assertThat(preempted).isGreaterThan(SEEDS);
    }

    @Test
    void drainsLeaveAsManyHealthyPodsAsBudgetsWant() {
        int evicted = 0;
        int refused = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimResult result = Simulation.run(seed, MINUTES, FaultPlan.only(Set.of(), PAUSE_MILLIS));
            assertThat(result.failed()).as(result.report()).isFalse();
            evicted += result.evicted();
            refused += result.answers().getOrDefault(429, 0);
        }
        assertThat(evicted).as("healthy pods evicted").isGreaterThan(SEEDS);
        assertThat(refused).as("evictions refused").isGreaterThan(SEEDS);
    }

    @Test
    void aKilledSchedulerPlacesNothingTwice() {
        holds(FaultKind.SCHEDULER_CRASH);
    }

    @Test
    void aSchedulerThatWakesUpLateIsFencedOff() {
        holds(FaultKind.SCHEDULER_TWIN);
    }

    @Test
    void aReturningNodeKillsWhatIsNoLongerItsOwn() {
        holds(FaultKind.EXECUTOR_CUT_OFF);
    }

    @Test
    void aRestartedExecutorAdoptsWhatRunsAndStartsNothingTwice() {
        holds(FaultKind.EXECUTOR_CRASH);
    }

    @Test
    void aRestartedMachineRunsItsPodsAgain() {
        holds(FaultKind.MACHINE_REBOOT);
    }

    @Test
    void aBrokerOutageEvictsNobody() {
        holds(FaultKind.BROKER_OUTAGE);
    }

    @Test
    void aClusterThatWasKilledEvictsNobodyThoughItsExecutorsComeLast() {
        holds(FaultKind.CLUSTER_KILLED);
    }

    @Test
    void aClockThatIsSetEvictsNobodyAndDelaysNothing() {
        holds(FaultKind.CLOCK_JUMP);
    }

    @Test
    void aSuspendedMachineEvictsNobody() {
        holds(FaultKind.SUSPENDED);
    }

    @Test
    void aDeadReconcilerLeavesNoHalfSliceBehind() {
        holds(
                FaultKind.RECONCILER_CRASH_BEFORE_COMMIT,
                FaultKind.RECONCILER_CRASH_AFTER_COMMIT,
                FaultKind.RECONCILER_CRASH_IN_SLICE);
    }

    @Test
    void anAbortedTransactionChangesNothing() {
        holds(FaultKind.TRANSACTION_ABORTED);
    }

    @Test
    void lateAndDoubledReportsChangeNothing() {
        holds(FaultKind.DELAYED, FaultKind.DOUBLED);
    }
}
