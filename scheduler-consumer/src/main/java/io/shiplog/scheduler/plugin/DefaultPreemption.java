package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.PostFilter;
import io.shiplog.scheduler.framework.Refusals;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses no victims: says for how many nodes removing pods could not help, and that nobody was found on the others.
 */
public final class DefaultPreemption implements PostFilter {

    private static final String NO_HELP = "Preemption is not helpful for scheduling";
    private static final String NO_VICTIMS = "No preemption victims found for incoming pod";

    @Override
    public String name() {
        return "DefaultPreemption";
    }

    @Override
    public Result postFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot, Refusals refusals) {
        if (pod.shape().neverPreempts()) {
            return new Result("", List.of(), "preemption: not eligible due to preemptionPolicy=Never.");
        }
        Map<String, Integer> reasons = new TreeMap<>();
        count(reasons, NO_HELP, refusals.nodes(true));
        count(reasons, NO_VICTIMS, refusals.nodes(false));
        return new Result("", List.of(), "preemption: " + Refusals.message(snapshot.size(), reasons));
    }

    private static void count(Map<String, Integer> reasons, String reason, int nodes) {
        if (nodes > 0) {
            reasons.put(reason, nodes);
        }
    }
}
