package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.Namespaces;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodTerms;
import io.shiplog.scheduler.snapshot.SpreadConstraint;
import io.shiplog.scheduler.snapshot.Tally;
import io.shiplog.scheduler.snapshot.TopologyIndex;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods evenly over the domains of a topology (spec.topologySpreadConstraints): with DoNotSchedule no domain may have
 * more than maxSkew pods above the emptiest, with ScheduleAnyway emptier domains are better. Looks at counts that the
 * snapshot keeps, not at pods. Pods without constraints are not spread: there are no cluster-wide defaults.
 */
public final class PodTopologySpread implements WhatIf, PreScore {

    private static final String NAME = "PodTopologySpread";
    private static final String REASON = "node(s) didn't match pod topology spread constraints";
    private static final Status SKEWED = Status.unschedulable(NAME, REASON);
    private static final Status NO_DOMAIN = Status.unresolvable(NAME, REASON + " (missing required label)");
    /** Its domains are the nodes themselves when scores are made. */
    private static final String HOSTNAME = "kubernetes.io/hostname";
    /** Raw score of a node that lacks a topology key: the worst, whatever the others have. */
    private static final long IGNORED = -1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(
                ClusterEvent.NODE_ADDED,
                ClusterEvent.NODE_REMOVED,
                ClusterEvent.NODE_LABELS_CHANGED,
                ClusterEvent.NODE_TAINTS_CHANGED,
                ClusterEvent.POD_LABELS_CHANGED,
                ClusterEvent.ASSIGNED_POD_ADDED,
                ClusterEvent.ASSIGNED_POD_CHANGED,
                ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        if (pod.shape().spread().isEmpty()) {
            return Result.SKIP;
        }
        List<PodTerms.Spread> spreads = snapshot.topology().termsOf(pod).required();
        if (spreads.isEmpty()) {
            return Result.SKIP;
        }
        note(state).required = new Required(spreads, pod, snapshot);
        return Result.ASK;
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        Required known = note(state).required;
        if (known == null) {
            return null;
        }
        for (int i = 0; i < known.tallies.length; i++) {
            Tally tally = known.tallies[i];
            if (!tally.has(node)) {
                return NO_DOMAIN;
            }
            SpreadConstraint constraint = known.spreads.get(i).constraint();
            long emptiest = tally.domains() < constraint.minDomains() ? 0 : tally.emptiest();
            if (tally.at(node) + known.itself[i] - emptiest > constraint.maxSkew()) {
                return SKEWED;
            }
        }
        return null;
    }

    @Override
    public void remove(CycleState state, PodInfo pod, PodInfo victim, NodeInfo node) {
        differ(state, victim, node, -1);
    }

    @Override
    public void add(CycleState state, PodInfo pod, PodInfo back, NodeInfo node) {
        differ(state, back, node, 1);
    }

    private void differ(CycleState state, PodInfo other, NodeInfo node, int sign) {
        Required known = note(state).required;
        for (int i = 0; known != null && i < known.tallies.length; i++) {
            if (known.spreads.get(i).pods().containsPlaced(other, known.namespaces)) {
                known.tallies[i].differ(node, sign);
            }
        }
    }

    @Override
    public boolean preScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
        if (pod.shape().spread().isEmpty()) {
            return false;
        }
        List<PodTerms.Spread> spreads = snapshot.topology().termsOf(pod).wished();
        if (spreads.isEmpty()) {
            return false;
        }
        note(state).wished = new Wished(spreads, snapshot.topology(), feasible);
        return true;
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        Wished known = note(state).wished;
        return known == null ? IGNORED : known.score(node);
    }

    /** Fewer is better: 100 * (max + min - raw) / max, 100 when nothing is counted, 0 for nodes that lack a key. */
    @Override
    public void normalize(long[] scores, int count) {
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int i = 0; i < count; i++) {
            if (scores[i] != IGNORED) {
                min = Math.min(min, scores[i]);
                max = Math.max(max, scores[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            if (scores[i] == IGNORED) {
                scores[i] = 0;
            } else {
                scores[i] = max == 0 ? MAX_SCORE : MAX_SCORE * (max + min - scores[i]) / max;
            }
        }
    }

    private static final class Note {
        private @Nullable Required required;
        private @Nullable Wished wished;
    }

    private Note note(CycleState state) {
        return state.note(this, Note.class, Note::new);
    }

    private static final class Required {
        private final List<PodTerms.Spread> spreads;
        private final Namespaces namespaces;
        private final Tally[] tallies;
        /** 1 where the pod would be counted itself. */
        private final int[] itself;

        Required(List<PodTerms.Spread> spreads, PodInfo pod, ClusterSnapshot snapshot) {
            this.spreads = spreads;
            this.namespaces = snapshot.namespaces();
            this.tallies = new Tally[spreads.size()];
            this.itself = new int[spreads.size()];
            for (int i = 0; i < tallies.length; i++) {
                tallies[i] = snapshot.topology().spread(spreads.get(i));
                itself[i] = spreads.get(i).pods().containsPlaced(pod, namespaces) ? 1 : 0;
            }
        }
    }

    /**
     * Sums count * ln(domains + 2) + maxSkew - 1 over the constraints, so that one more pod weighs more where there are
     * more domains, and cuts what is behind the point, as the vectors do (newer kube-schedulers round). Domains are
     * those of the nodes to be scored.
     */
    private static final class Wished {
        private final List<PodTerms.Spread> spreads;
        private final Tally[] domains;
        private final Tally[] counts;
        private final double[] weights;

        Wished(List<PodTerms.Spread> spreads, TopologyIndex index, List<NodeInfo> feasible) {
            this.spreads = spreads;
            this.domains = new Tally[spreads.size()];
            this.counts = new Tally[spreads.size()];
            this.weights = new double[spreads.size()];
            for (int i = 0; i < domains.length; i++) {
                PodTerms.Spread spread = spreads.get(i);
                boolean byNode = spread.constraint().topologyKey().equals(HOSTNAME);
                domains[i] = index.spread(spread);
                counts[i] = byNode ? index.podsByNode(spread.pods()) : domains[i];
            }
            for (int i = 0; i < domains.length; i++) {
                weights[i] = Math.log(domains(i, feasible) + 2);
            }
        }

        private int domains(int constraint, List<NodeInfo> feasible) {
            boolean byNode = spreads.get(constraint).constraint().topologyKey().equals(HOSTNAME);
            Tally tally = domains[constraint];
            tally.beginRound();
            int out = 0;
            for (int i = 0; i < feasible.size(); i++) {
                NodeInfo node = feasible.get(i);
                out += hasAll(node) && (byNode || tally.firstOfItsDomain(node)) ? 1 : 0;
            }
            return out;
        }

        private boolean hasAll(NodeInfo node) {
            for (Tally tally : domains) {
                if (!tally.has(node)) {
                    return false;
                }
            }
            return true;
        }

        long score(NodeInfo node) {
            if (!hasAll(node)) {
                return IGNORED;
            }
            double sum = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += counts[i].at(node) * weights[i]
                        + (spreads.get(i).constraint().maxSkew() - 1);
            }
            return (long) sum;
        }
    }
}
