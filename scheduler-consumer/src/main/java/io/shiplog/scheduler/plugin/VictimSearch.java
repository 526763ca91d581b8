package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ImaginedNode;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fewest and least important pods that have to go from a node so that a pod fits. All of lower priority are taken
 * away; if it fits then, they are put back one by one, the most important first, those before the others whose going
 * breaks a budget, and whoever no longer fits beside it is a victim.
 *
 * <p>Example: the pod asks 500 of a node with 500, where A (priority 100, asks 200), B (100, 200) and C (0, 100) run.
 * All have to go. If it asks 300, A stays, since 200 + 300 fit, and B and C go.
 */
final class VictimSearch {

    static final Status NO_VICTIMS =
            Status.unresolvable(DefaultPreemption.NAME, "No preemption victims found for incoming pod");

    /**
     * A node where the pod fits when these pods are gone.
     *
     * @param victims the most important first
     * @param violations how many of them a budget does not allow to go
     */
    record Candidate(String node, List<PodInfo> victims, int violations) {}

    /** Either a candidate, or why the node is none. */
    record Found(@Nullable Candidate candidate, @Nullable Status refusal) {}

    private final PodInfo pod;
    private final FailedCycle cycle;
    private final Comparator<PodInfo> importance;
    private final BudgetCheck budgets;

    VictimSearch(PodInfo pod, FailedCycle cycle) {
        this.pod = pod;
        this.cycle = cycle;
        this.importance = PodImportance.by(cycle.snapshot().lives());
        this.budgets = new BudgetCheck(cycle.snapshot().budgets());
    }

    /** Looks at one node. */
    Found on(NodeInfo real) {
        if (!real.hasPodBelow(pod.shape().priority())) {
            return new Found(null, NO_VICTIMS);
        }
        List<PodInfo> lower = new ArrayList<>();
        for (PodInfo one : real.pods()) {
            if (one.shape().priority() < pod.shape().priority()) {
                lower.add(one);
            }
        }
        lower.sort(importance);
        ImaginedNode node = new ImaginedNode(real);
        lower.forEach(one -> cycle.take(node, one));
        Status refusal = cycle.judge(node);
        List<PodInfo> victims = new ArrayList<>();
        int violations = 0;
        if (refusal == null) {
            BudgetCheck.Split split = budgets.split(lower);
            violations = reprieve(node, split.violating(), victims);
            reprieve(node, split.harmless(), victims);
            victims.sort(importance);
        }
        // The plugins' notes are those of the real node again.
        (refusal == null ? victims : lower).forEach(one -> cycle.put(node, one));
        if (refusal != null || victims.isEmpty()) {
            return new Found(null, refusal == null ? NO_VICTIMS : refusal);
        }
        return new Found(new Candidate(real.name(), List.copyOf(victims), violations), null);
    }

    private int reprieve(ImaginedNode node, List<PodInfo> inOrder, List<PodInfo> victims) {
        int gone = 0;
        for (PodInfo one : inOrder) {
            cycle.put(node, one);
            if (cycle.judge(node) != null) {
                cycle.take(node, one);
                victims.add(one);
                gone++;
            }
        }
        return gone;
    }
}
