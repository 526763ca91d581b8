package io.shiplog.standalone.sim;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * Which faults a run has, and how often.
 *
 * @param kinds the kinds that occur
 * @param pauseMillis mean time between two faults
 * @param delayedPercent of status records that arrive late
 * @param doubledPercent of status and heartbeat records that arrive twice
 */
record FaultPlan(Set<FaultKind> kinds, long pauseMillis, int delayedPercent, int doubledPercent) {

    /** Nothing goes wrong. */
    static final FaultPlan CALM = new FaultPlan(Set.of(), Long.MAX_VALUE, 0, 0);

    private static final int CALM_PERCENT = 15;
    private static final int SINGLE_PERCENT = 35;

    /** Only these. */
    static FaultPlan only(Collection<FaultKind> kinds, long pauseMillis) {
        Set<FaultKind> set = kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds);
        return new FaultPlan(
                set, pauseMillis, set.contains(FaultKind.DELAYED) ? 5 : 0, set.contains(FaultKind.DOUBLED) ? 5 : 0);
    }

    /** Drawn: some runs are calm, some have one kind of fault often, most have several kinds. */
    static FaultPlan draw(Random random) {
        int dice = random.nextInt(100);
        if (dice < CALM_PERCENT) {
            return CALM;
        }
        FaultKind[] all = FaultKind.values();
        EnumSet<FaultKind> kinds = EnumSet.of(all[random.nextInt(all.length)]);
        if (dice >= CALM_PERCENT + SINGLE_PERCENT) {
            for (FaultKind kind : all) {
                if (random.nextInt(100) < 40) {
                    kinds.add(kind);
                }
            }
        }
        return only(kinds, 4_000 + random.nextInt(20_000));
    }

    boolean has(FaultKind kind) {
        return kinds.contains(kind);
    }
}
