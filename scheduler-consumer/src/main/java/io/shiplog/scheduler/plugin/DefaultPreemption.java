package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.framework.PostFilter;
import io.shiplog.scheduler.framework.Refusals;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.plugin.VictimSearch.Candidate;
import io.shiplog.scheduler.plugin.VictimSearch.Found;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes room for a pod by asking pods of lower priority to go: tries on enough nodes which fewest and least important
 * pods would have to, and takes the node where that hurts least. Decides only; others carry it out.
 *
 * <p>Where to look begins each time where the last look ended, so that no node is asked for victims more often than
 * others.
 */
public final class DefaultPreemption implements PostFilter {

    /** Share of the nodes on which victims are looked for, in percent (minCandidateNodesPercentage). */
    public static final int CANDIDATES_PERCENT = 10;
    /** On so many nodes at least (minCandidateNodesAbsolute). */
    public static final int CANDIDATES_MIN = 100;

    static final String NAME = "DefaultPreemption";
    static final Status NO_HELP = Status.unresolvable(NAME, "Preemption is not helpful for scheduling");
    private static final Found UNRESOLVABLE = new Found(null, NO_HELP);

    private final int candidatesPercent;
    private final int candidatesMin;
    private final KnownCandidates known = new KnownCandidates();
    private int start;

    /** With kube-scheduler's figures. */
    public DefaultPreemption() {
        this(CANDIDATES_PERCENT, CANDIDATES_MIN);
    }

    /** With figures of one's own: minCandidateNodesPercentage and minCandidateNodesAbsolute. */
    public DefaultPreemption(int candidatesPercent, int candidatesMin) {
        this.candidatesPercent = candidatesPercent;
        this.candidatesMin = candidatesMin;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result postFilter(PodInfo pod, FailedCycle cycle) {
        String obstacle = obstacle(pod, cycle);
        if (!obstacle.isEmpty()) {
            return new Result(null, List.of(), "preemption: " + obstacle);
        }
        Map<String, Integer> reasons = new TreeMap<>();
        List<Candidate> candidates = candidates(pod, cycle, reasons);
        if (candidates.isEmpty()) {
            int nodes = cycle.snapshot().size();
            return new Result("", List.of(), "preemption: " + Refusals.message(nodes, reasons));
        }
        Candidate best = CandidateOrder.best(candidates, cycle.snapshot().lives());
        return new Result(best.node(), best.victims(), "");
    }

    /** Why the pod may not preempt now, as kube-scheduler words it; empty when it may. */
    static String obstacle(PodInfo pod, FailedCycle cycle) {
        if (pod.shape().neverPreempts()) {
            return "not eligible due to preemptionPolicy=Never.";
        }
        ClusterSnapshot snapshot = cycle.snapshot();
        String nominated = snapshot.nominations().nodeOf(pod);
        NodeInfo node = nominated == null ? null : snapshot.find(nominated);
        if (node == null) {
            return "";
        }
        Status refusal = cycle.refusal(snapshot.place(node.name()));
        if (refusal != null && refusal.unresolvable()) {
            return "";
        }
        boolean victimsGoing = node.pods().stream()
                .anyMatch(one -> one.shape().priority() < pod.shape().priority()
                        && snapshot.lives().terminating(one));
        return victimsGoing ? "not eligible due to a terminating pod on the nominated node." : "";
    }

    /** Could removing pods help on a node that was refused for this, or that no filter has refused? */
    static boolean worthTrying(@Nullable Status refusal) {
        return refusal == null || !refusal.unresolvable();
    }

    /**
     * Enough nodes on which victims would make room, one without a broken budget among them if there is any. Where
     * there are none, the reasons say why, by how many nodes.
     */
    List<Candidate> candidates(PodInfo pod, FailedCycle cycle, Map<String, Integer> reasons) {
        ClusterSnapshot snapshot = cycle.snapshot();
        int nodes = snapshot.size();
        int wanted = wanted(nodes);
        VictimSearch search = new VictimSearch(pod, cycle);
        known.begin(pod, cycle);
        List<Candidate> out = new ArrayList<>();
        boolean harmless = false;
        int place = nodes == 0 ? 0 : start % nodes;
        for (int looked = 0; looked < nodes && !(harmless && out.size() >= wanted); looked++) {
            Found found =
                    worthTrying(cycle.refusal(place)) ? known.on(search, snapshot.node(place), place) : UNRESOLVABLE;
            if (found.candidate() != null) {
                out.add(found.candidate());
                harmless |= found.candidate().violations() == 0;
            } else if (found.refusal() != null) {
                found.refusal().reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            }
            place = place + 1 == nodes ? 0 : place + 1;
        }
        start = place;
        return out;
    }

    /** On how many of so many nodes victims are looked for: e.g. 100 of 500, 500 of 5,000. */
    int wanted(int nodes) {
        return Math.min(nodes, Math.max(candidatesMin, (int) ((long) nodes * candidatesPercent / 100)));
    }
}
