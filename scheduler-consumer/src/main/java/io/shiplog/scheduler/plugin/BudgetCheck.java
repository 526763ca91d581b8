package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.snapshot.DisruptionBudget;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Tells which of some pods may go without breaking a PodDisruptionBudget. */
final class BudgetCheck {

    /** Pods whose going breaks a budget, and the others, each in the given order. */
    record Split(List<PodInfo> violating, List<PodInfo> harmless) {}

    private final DisruptionBudget[] budgets;

    BudgetCheck(Collection<DisruptionBudget> budgets) {
        this.budgets = budgets.toArray(DisruptionBudget[]::new);
    }

    /** E.g. of three pods of a budget that allows one disruption the first is harmless. */
    Split split(List<PodInfo> pods) {
        if (budgets.length == 0) {
            return new Split(List.of(), pods);
        }
        long[] left = Arrays.stream(budgets)
                .mapToLong(DisruptionBudget::disruptionsAllowed)
                .toArray();
        Split out = new Split(new ArrayList<>(), new ArrayList<>());
        for (PodInfo pod : pods) {
            boolean violates = false;
            for (int i = 0; i < budgets.length; i++) {
                if (budgets[i].counts(pod)) {
                    left[i]--;
                    violates |= left[i] < 0;
                }
            }
            (violates ? out.violating : out.harmless).add(pod);
        }
        return out;
    }
}
