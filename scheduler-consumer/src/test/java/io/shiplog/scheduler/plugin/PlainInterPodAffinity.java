package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.AffinityTerm;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodAffinity;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.schemas.value.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * InterPodAffinity as one would write it down: every cycle looks at every pod. What {@link InterPodAffinity} is held
 * against.
 */
final class PlainInterPodAffinity implements PreFilter, Filter, PreScore {

    private static final String NAME = "InterPodAffinity";

    private final long hardPodAffinityWeight;
    /** Matches by "key=value". */
    final Map<String, Long> affinity = new TreeMap<>();

    final Map<String, Long> antiAffinity = new TreeMap<>();
    final Map<String, Long> existingAntiAffinity = new TreeMap<>();
    private final Map<String, Long> worth = new TreeMap<>();
    private ClusterSnapshot snapshot = new ClusterSnapshot();

    PlainInterPodAffinity(long hardPodAffinityWeight) {
        this.hardPodAffinityWeight = hardPodAffinityWeight;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot cluster) {
        snapshot = cluster;
        affinity.clear();
        antiAffinity.clear();
        existingAntiAffinity.clear();
        PodAffinity own = pod.shape().affinity();
        if (!own.error().isEmpty()) {
            return new Result(false, null, Status.unresolvable(NAME, "parsing pod: " + own.error()));
        }
        for (int i = 0; i < snapshot.size(); i++) {
            NodeInfo node = snapshot.node(i);
            for (PodInfo other : node.pods()) {
                if (fulfilsAll(pod, other)) {
                    own.required().forEach(term -> add(affinity, node, term, 1));
                }
                for (AffinityTerm term : own.requiredAnti()) {
                    add(antiAffinity, node, term, means(pod, term, other) ? 1 : 0);
                }
                for (AffinityTerm term : other.shape().affinity().requiredAnti()) {
                    add(existingAntiAffinity, node, term, isMeant(other, term, pod) ? 1 : 0);
                }
            }
        }
        boolean nothing = own.required().isEmpty() && own.requiredAnti().isEmpty() && existingAntiAffinity.isEmpty();
        return nothing ? Result.SKIP : Result.ASK;
    }

    private static void add(Map<String, Long> to, NodeInfo node, AffinityTerm term, long amount) {
        String value = node.labels().get(term.topologyKey());
        if (value != null && amount != 0) {
            to.merge(term.topologyKey() + "=" + value, amount, Long::sum);
        }
    }

    private boolean fulfilsAll(PodInfo pod, PodInfo other) {
        List<AffinityTerm> terms = pod.shape().affinity().required();
        return !terms.isEmpty() && terms.stream().allMatch(term -> means(pod, term, other));
    }

    /** Does the term of a pod to be placed mean the other? */
    private boolean means(PodInfo owner, AffinityTerm term, PodInfo other) {
        Map<String, String> labels = snapshot.namespaces().find(other.namespace());
        LabelSelector namespaces = term.namespaceSelector();
        boolean selected =
                namespaces != null && (namespaces.isEmpty() || (labels != null && namespaces.matches(labels)));
        return (selected || named(owner, term, other)) && selects(owner, term, other);
    }

    /** Does the term of a placed pod mean one that is to be placed? */
    private boolean isMeant(PodInfo owner, AffinityTerm term, PodInfo pod) {
        LabelSelector namespaces = term.namespaceSelector();
        boolean selected =
                namespaces != null && namespaces.matches(snapshot.namespaces().labels(pod.namespace()));
        return (selected || named(owner, term, pod)) && selects(owner, term, pod);
    }

    private static boolean named(PodInfo owner, AffinityTerm term, PodInfo other) {
        return (term.namespaces().isEmpty() && term.namespaceSelector() == null)
                ? owner.namespace().equals(other.namespace())
                : term.namespaces().contains(other.namespace());
    }

    private static boolean selects(PodInfo owner, AffinityTerm term, PodInfo other) {
        boolean out = term.selector().matches(other.labels());
        for (String key : term.matchLabelKeys()) {
            String mine = owner.labels().get(key);
            out &= mine == null || mine.equals(other.labels().get(key));
        }
        for (String key : term.mismatchLabelKeys()) {
            String mine = owner.labels().get(key);
            out &= mine == null || !mine.equals(other.labels().get(key));
        }
        return out;
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        PodAffinity own = pod.shape().affinity();
        boolean found = true;
        for (AffinityTerm term : own.required()) {
            if (!node.labels().containsKey(term.topologyKey())) {
                return Status.unresolvable(NAME, "node(s) didn't match pod affinity rules");
            }
            found &= at(affinity, node, term) > 0;
        }
        if (!found && !(affinity.isEmpty() && fulfilsAll(pod, pod))) {
            return Status.unresolvable(NAME, "node(s) didn't match pod affinity rules");
        }
        for (AffinityTerm term : own.requiredAnti()) {
            if (at(antiAffinity, node, term) > 0) {
                return Status.unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
            }
        }
        for (Map.Entry<String, String> label : node.labels().entrySet()) {
            if (existingAntiAffinity.getOrDefault(label.getKey() + "=" + label.getValue(), 0L) > 0) {
                return Status.unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");
            }
        }
        return null;
    }

    private static long at(Map<String, Long> counts, NodeInfo node, AffinityTerm term) {
        String value = node.labels().get(term.topologyKey());
        return value == null ? 0 : counts.getOrDefault(term.topologyKey() + "=" + value, 0L);
    }

    @Override
    public boolean preScore(CycleState state, PodInfo pod, ClusterSnapshot cluster, List<NodeInfo> feasible) {
        snapshot = cluster;
        worth.clear();
        for (int i = 0; i < snapshot.size(); i++) {
            NodeInfo node = snapshot.node(i);
            for (PodInfo other : node.pods()) {
                for (PodAffinity.Weighted wish : pod.shape().affinity().preferred()) {
                    add(worth, node, wish.term(), means(pod, wish.term(), other) ? wish.weight() : 0);
                }
                for (AffinityTerm term : other.shape().affinity().required()) {
                    add(worth, node, term, isMeant(other, term, pod) ? hardPodAffinityWeight : 0);
                }
                for (PodAffinity.Weighted wish : other.shape().affinity().preferred()) {
                    add(worth, node, wish.term(), isMeant(other, wish.term(), pod) ? wish.weight() : 0);
                }
            }
        }
        return !worth.isEmpty();
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        return node.labels().entrySet().stream()
                .mapToLong(label -> worth.getOrDefault(label.getKey() + "=" + label.getValue(), 0L))
                .sum();
    }

    @Override
    public void normalize(long[] scores, int count) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, scores[i]);
            max = Math.max(max, scores[i]);
        }
        for (int i = 0; i < count; i++) {
            double share = max > min ? (double) (scores[i] - min) / (double) (max - min) : 0;
            scores[i] = (long) (100 * share);
        }
    }
}
