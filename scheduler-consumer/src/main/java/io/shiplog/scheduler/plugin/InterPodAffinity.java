package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodTerms;
import io.shiplog.scheduler.snapshot.Tally;
import io.shiplog.scheduler.snapshot.TopologyIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods near those that they ask for, away from those that they do not want near, and from those that do not want them
 * (spec.affinity.podAffinity and podAntiAffinity). Looks at counts that the snapshot keeps, not at pods.
 */
public final class InterPodAffinity implements WhatIf, PreScore {

    private static final String NAME = "InterPodAffinity";
    private static final Status AFFINITY = Status.unresolvable(NAME, "node(s) didn't match pod affinity rules");
    private static final Status ANTI_AFFINITY =
            Status.unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
    private static final Status EXISTING_ANTI_AFFINITY =
            Status.unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");

    private final PluginArgs.Affinity args;

    /** With this hardPodAffinityWeight, 0 to 100, and else the defaults. */
    public InterPodAffinity(long hardPodAffinityWeight) {
        this(new PluginArgs.Affinity(hardPodAffinityWeight, false));
    }

    /** With what the configuration says. */
    public InterPodAffinity(PluginArgs.Affinity args) {
        this.args = args;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(
                ClusterEvent.NODE_ADDED,
                ClusterEvent.NODE_LABELS_CHANGED,
                ClusterEvent.NAMESPACE_LABELS_CHANGED,
                ClusterEvent.POD_LABELS_CHANGED,
                ClusterEvent.ASSIGNED_POD_ADDED,
                ClusterEvent.ASSIGNED_POD_CHANGED,
                ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        String malformed = pod.shape().affinity().error();
        if (!malformed.isEmpty()) {
            return new Result(false, null, Status.unresolvable(NAME, "parsing pod: " + malformed));
        }
        TopologyIndex index = snapshot.topology();
        List<TopologyIndex.Against> existing = index.keepingAway(pod);
        PodTerms terms = index.termsOf(pod);
        if (existing.isEmpty() && terms.affine() == null && terms.anti().isEmpty()) {
            return Result.SKIP;
        }
        note(state).neighbours = new Neighbours(terms, existing, snapshot, pod);
        return Result.ASK;
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        Neighbours known = note(state).neighbours;
        if (known == null) {
            return null;
        }
        if (!known.affinityHolds(node)) {
            return AFFINITY;
        }
        if (!known.antiAffinityHolds(node)) {
            return ANTI_AFFINITY;
        }
        return known.existingAntiAffinityHolds(node) ? null : EXISTING_ANTI_AFFINITY;
    }

    @Override
    public void remove(CycleState state, PodInfo pod, PodInfo victim, NodeInfo node) {
        differ(state, pod, victim, node, -1);
    }

    @Override
    public void add(CycleState state, PodInfo pod, PodInfo back, NodeInfo node) {
        differ(state, pod, back, node, 1);
    }

    private void differ(CycleState state, PodInfo pod, PodInfo other, NodeInfo node, int sign) {
        Neighbours known = note(state).neighbours;
        if (known != null) {
            known.differ(pod, other, node, sign);
        }
    }

    @Override
    public boolean preScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
        TopologyIndex index = snapshot.topology();
        PodTerms terms = index.termsOf(pod);
        boolean theirWishes =
                !args.ignorePreferredTermsOfExistingPods() || !terms.wishes().isEmpty();
        List<Tally> worth = new ArrayList<>(index.scoring(pod, args.hardPodAffinityWeight(), theirWishes));
        for (PodTerms.Term wish : terms.wishes()) {
            worth.add(index.pods(wish.pods(), wish.topologyKey(), wish.weight()));
        }
        worth.removeIf(tally -> tally.total() == 0);
        if (worth.isEmpty()) {
            return false;
        }
        note(state).worth = worth.toArray(Tally[]::new);
        return true;
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        long sum = 0;
        for (Tally tally : note(state).worth) {
            sum += tally.weight() * tally.at(node);
        }
        return sum;
    }

    /** The best becomes 100, the worst 0; all 0 when they are equal. E.g. -5, 0, 3 become 0, 62, 100. */
    @Override
    public void normalize(long[] scores, int count) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, scores[i]);
            max = Math.max(max, scores[i]);
        }
        for (int i = 0; i < count; i++) {
            scores[i] = max == min ? 0 : (long) (MAX_SCORE * ((double) (scores[i] - min) / (max - min)));
        }
    }

    private static final class Note {
        private @Nullable Neighbours neighbours;
        private Tally[] worth = {};
    }

    private Note note(CycleState state) {
        return state.note(this, Note.class, Note::new);
    }
}
