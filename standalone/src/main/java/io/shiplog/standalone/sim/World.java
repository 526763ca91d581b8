package io.shiplog.standalone.sim;

import io.shiplog.standalone.sim.invariant.Checks;
import java.util.EnumMap;
import java.util.Map;

/**
 * What everything in one run shares.
 *
 * @param partitions namespace partitions
 */
record World(
        SimClock clock, SimLog log, Checks checks, FaultPlan plan, Map<FaultKind, Integer> injected, int partitions) {

    /** Part of every uid. */
    static final String CLUSTER_ID = "simulation";

    World(SimClock clock, SimLog log, Checks checks, FaultPlan plan, int partitions) {
        this(clock, log, checks, plan, new EnumMap<>(FaultKind.class), partitions);
    }

    /** Counts a fault. */
    void count(FaultKind kind) {
        LogWatcher.note(clock.now(), kind);
        injected.merge(kind, 1, Integer::sum);
    }
}
