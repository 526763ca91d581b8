package io.shiplog.scheduler.cycle;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.NodeScore;
import io.shiplog.scheduler.framework.PostFilter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.Refusals;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One pod against the snapshot. Deterministic: nodes are looked at in the order of their names from a start that
 * rotates
 * with every cycle, and of the best the first one met wins. Keeps that start and its scratch arrays, nothing else;
 * changes
 * neither pod nor snapshot. For one thread.
 */
public final class SchedulingCycle {

    /** For so many shapes it is known what was said of nodes: some ten kB each in a cluster of thousands. */
    private static final int SHAPES_KNOWN = 16;

    private final Profile profile;
    private final Sampling sampling;
    private final Filter[] filters;
    private final Filter[] asked;
    /** Of shapes of which some pod had all nodes judged, the one asked for last at the end. */
    private final Map<PodShape, Verdicts> known = new LinkedHashMap<>(SHAPES_KNOWN, 0.75f, true);
    /** Of shapes of which several pods came, the one asked for last at the end. */
    private final Map<PodShape, MetNodes> metByShape = new LinkedHashMap<>(SHAPES_KNOWN, 0.75f, true);

    private NodeInfo[] feasible = {};
    /** Their places. */
    private int[] places = {};
    /** Why the node at each place was refused. */
    private @Nullable Status[] refused = {};

    private long[] scores = {};
    private long[] totals = {};
    /** What pods like the one of this cycle have found out, or null when that does not hold for it. */
    private @Nullable MetNodes met;

    private int start;
    private int feasibleCount;
    private int evaluated;

    /** A cycle with these plugins. */
    public SchedulingCycle(Profile profile, Sampling sampling) {
        this.profile = profile;
        this.sampling = sampling;
        this.filters = profile.filters().toArray(Filter[]::new);
        this.asked = new Filter[filters.length];
    }

    /** Finds the best node for the pod, or says why there is none. */
    public Outcome schedule(PodInfo pod, ClusterSnapshot snapshot) {
        int nodes = snapshot.size();
        if (nodes == 0) {
            return new FitError(FitError.NO_NODES, Set.of());
        }
        reserve(nodes);
        CycleState state = new CycleState();
        Refusals refusals = new Refusals();
        FilterRun run = new FilterRun(pod, state, snapshot, asked, refused);
        Preparation ready = prepare(run, state, pod, snapshot, refusals);
        if (!ready.hopeless() && !nominated(run, pod, snapshot, ready)) {
            find(run, pod.shape(), snapshot, ready, refusals);
        }
        if (feasibleCount == 0) {
            return fitError(run, pod, snapshot, refusals);
        }
        NodeInfo best = feasibleCount == 1 ? feasible[0] : best(state, pod, snapshot);
        return new Outcome.Placed(best, evaluated, feasibleCount);
    }

    private void reserve(int nodes) {
        if (feasible.length < nodes) {
            feasible = new NodeInfo[nodes];
            places = new int[nodes];
            refused = new Status[nodes];
            scores = new long[nodes];
            totals = new long[nodes];
        }
        feasibleCount = 0;
        evaluated = 0;
        met = null;
    }

    /** Which nodes, if only some can be accepted. */
    private record Preparation(@Nullable Set<String> onlyNodes, boolean hopeless) {}

    private Preparation prepare(
            FilterRun run, CycleState state, PodInfo pod, ClusterSnapshot snapshot, Refusals refusals) {
        Set<String> only = null;
        List<String> narrowedBy = new ArrayList<>(2);
        for (Filter filter : filters) {
            PreFilter.Result result =
                    filter instanceof PreFilter early ? early.preFilter(state, pod, snapshot) : PreFilter.Result.ASK;
            if (result.refusal() != null) {
                refusals.add(result.refusal(), snapshot.size());
                Arrays.fill(refused, 0, snapshot.size(), result.refusal());
                return new Preparation(null, true);
            }
            if (result.onlyNodes() != null) {
                only = intersect(only, result.onlyNodes());
                narrowedBy.add(filter.name());
            }
            if (!result.skip()) {
                run.ask(filter);
            }
        }
        if (only != null) {
            only.removeIf(name -> snapshot.find(name) == null);
            narrowedBy.sort(null);
            String reason = "node(s) didn't satisfy plugin(s) [" + String.join(" ", narrowedBy) + "]";
            int others = snapshot.size() - only.size();
            Status refusal = Status.unresolvable(narrowedBy.get(0), reason);
            Arrays.fill(refused, 0, snapshot.size(), refusal);
            if (others > 0) {
                refusals.add(refusal, others);
            }
        }
        return new Preparation(only, false);
    }

    private static Set<String> intersect(@Nullable Set<String> a, Set<String> b) {
        Set<String> out = new TreeSet<>(b);
        if (a != null) {
            out.retainAll(a);
        }
        return out;
    }

    /** A pod that is nominated to a node goes there if it can, without looking at others. */
    private boolean nominated(FilterRun run, PodInfo pod, ClusterSnapshot snapshot, Preparation ready) {
        String name = snapshot.nominations().nodeOf(pod);
        NodeInfo node = name == null ? null : snapshot.find(name);
        if (node == null || (ready.onlyNodes() != null && !ready.onlyNodes().contains(name))) {
            return false;
        }
        if (run.judge(node) != null) {
            return false;
        }
        evaluated = 1;
        feasible[feasibleCount++] = node;
        return true;
    }

    private void find(FilterRun run, PodShape shape, ClusterSnapshot snapshot, Preparation ready, Refusals refusals) {
        if (ready.onlyNodes() != null) {
            for (String name : ready.onlyNodes()) {
                judge(run, snapshot, snapshot.place(name), refusals);
            }
            return;
        }
        int nodes = snapshot.size();
        int wanted = sampling.wanted(nodes);
        if (!run.looksBeyondNodes() && findKnown(run, shape, snapshot, wanted, refusals)) {
            return;
        }
        met = run.shares() ? met(run, shape, snapshot) : null;
        int place = start % nodes;
        while (evaluated < nodes && feasibleCount < wanted) {
            judge(run, snapshot, place, refusals);
            place = place + 1 == nodes ? 0 : place + 1;
        }
        start = place;
        if (feasibleCount < wanted && !run.looksBeyondNodes()) {
            know(shape, Verdicts.of(run, snapshot));
        }
    }

    private MetNodes met(FilterRun run, PodShape shape, ClusterSnapshot snapshot) {
        MetNodes found = metByShape.get(shape);
        if (found == null || !found.update(run, snapshot)) {
            found = new MetNodes(run, snapshot);
            metByShape.put(shape, found);
            if (metByShape.size() > SHAPES_KNOWN) {
                metByShape.remove(metByShape.keySet().iterator().next());
            }
        }
        return found;
    }

    /**
     * The same by what was said of nodes for a pod of the same shape, if that is known and fewer nodes accept it than
     * are wanted: then all nodes would be looked at, and the next look begin where this one does.
     */
    private boolean findKnown(FilterRun run, PodShape shape, ClusterSnapshot snapshot, int wanted, Refusals refusals) {
        Verdicts verdicts = known.get(shape);
        if (verdicts == null) {
            return false;
        }
        if (!verdicts.update(run, snapshot) || verdicts.feasibleCount() >= wanted) {
            known.remove(shape);
            return false;
        }
        int nodes = snapshot.size();
        refusals.addAll(verdicts.refusals());
        int own = run.ownPlace();
        Status ownRefusal = own < 0 ? null : run.judge(snapshot.node(own));
        if (ownRefusal != null) {
            Status others = verdicts.refused()[own];
            if (others != null) {
                refusals.takeBack(others);
            }
            refusals.add(ownRefusal);
        }
        run.refusals(verdicts.refused(), ownRefusal);
        evaluated = nodes;
        int begin = start % nodes;
        take(verdicts, snapshot, begin, nodes, own);
        take(verdicts, snapshot, 0, begin, own);
        start = begin;
        return true;
    }

    /** Those between these places; the pod's own would have been taken without looking for others. */
    private void take(Verdicts verdicts, ClusterSnapshot snapshot, int from, int to, int own) {
        for (int at = verdicts.nextFeasible(from); at >= 0 && at < to; at = verdicts.nextFeasible(at + 1)) {
            if (at != own) {
                feasible[feasibleCount++] = snapshot.node(at);
            }
        }
    }

    private void know(PodShape shape, Verdicts verdicts) {
        known.put(shape, verdicts);
        if (known.size() > SHAPES_KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private void judge(FilterRun run, ClusterSnapshot snapshot, int place, Refusals refusals) {
        evaluated++;
        NodeInfo node = snapshot.node(place);
        Status refusal = met == null ? run.judge(node) : met.refusal(run, snapshot, place);
        if (met != null && refusal == null) {
            refusal = run.judgeBeyond(node);
        }
        refused[place] = refusal;
        if (refusal == null) {
            places[feasibleCount] = place;
            feasible[feasibleCount++] = node;
        } else {
            refusals.add(refusal);
        }
    }

    private NodeInfo best(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        Arrays.fill(totals, 0, feasibleCount, 0);
        MetNodes shared = met;
        if (shared != null) {
            addShared(shared, state, pod, snapshot);
        }
        for (Profile.Weighted weighted : profile.scores()) {
            Score plugin = weighted.plugin();
            if ((shared != null && plugin instanceof NodeScore) || !scores(plugin, state, pod, snapshot)) {
                continue;
            }
            for (int i = 0; i < feasibleCount; i++) {
                scores[i] = plugin.score(state, pod, feasible[i]);
            }
            plugin.normalize(scores, feasibleCount);
            for (int i = 0; i < feasibleCount; i++) {
                totals[i] += weighted.weight() * scores[i];
            }
        }
        int best = 0;
        for (int i = 1; i < feasibleCount; i++) {
            if (totals[i] > totals[best]) {
                best = i;
            }
        }
        return feasible[best];
    }

    private void addShared(MetNodes shared, CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        for (int i = 0; i < feasibleCount; i++) {
            int place = places[i];
            if (!shared.scored(place)) {
                shared.score(place, ofNodeAlone(state, pod, snapshot, feasible[i]));
            }
            totals[i] = shared.score(place);
        }
    }

    private long ofNodeAlone(CycleState state, PodInfo pod, ClusterSnapshot snapshot, NodeInfo node) {
        long sum = 0;
        for (Profile.Weighted weighted : profile.scores()) {
            if (weighted.plugin() instanceof NodeScore plugin && plugin.scores(state, pod, snapshot)) {
                sum += weighted.weight() * plugin.score(state, pod, node);
            }
        }
        return sum;
    }

    private boolean scores(Score plugin, CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        if (!plugin.scores(state, pod, snapshot)) {
            return false;
        }
        return !(plugin instanceof PreScore early)
                || early.preScore(state, pod, snapshot, Arrays.asList(feasible).subList(0, feasibleCount));
    }

    private FitError fitError(FilterRun run, PodInfo pod, ClusterSnapshot snapshot, Refusals refusals) {
        PostFilter.Result rescue = profile.postFilter().postFilter(pod, run);
        String message = Refusals.message(snapshot.size(), refusals.reasons());
        String rest = rescue.message().isEmpty() ? "" : " " + rescue.message();
        return new FitError(message + rest, refusals.plugins(), rescue.node(), rescue.victims());
    }
}
