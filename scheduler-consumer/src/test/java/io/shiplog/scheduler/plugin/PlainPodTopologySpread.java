package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.SpreadConstraint;
import io.shiplog.scheduler.snapshot.Taint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PodTopologySpread as one would write it down: every cycle looks at every pod. What {@link PodTopologySpread} is held
 * against.
 */
final class PlainPodTopologySpread implements PreFilter, Filter, PreScore {

    private static final String NAME = "PodTopologySpread";
    private static final String REASON = "node(s) didn't match pod topology spread constraints";

    /** Of each constraint with DoNotSchedule, pods by value of its topology key. */
    final List<Map<String, Long>> counts = new ArrayList<>();

    private final List<Map<String, Long>> wishedCounts = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    @Override
    public String name() {
        return NAME;
    }

    private static List<SpreadConstraint> constraints(PodInfo pod, boolean required) {
        return pod.shape().spread().stream()
                .filter(constraint -> constraint.required() == required)
                .toList();
    }

    @Override
    public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        counts.clear();
        counts.addAll(count(pod, constraints(pod, true), snapshot));
        return counts.isEmpty() ? Result.SKIP : Result.ASK;
    }

    private static List<Map<String, Long>> count(
            PodInfo pod, List<SpreadConstraint> constraints, ClusterSnapshot snapshot) {
        List<Map<String, Long>> out = new ArrayList<>();
        for (SpreadConstraint constraint : constraints) {
            Map<String, Long> byValue = new TreeMap<>();
            for (int i = 0; i < snapshot.size(); i++) {
                NodeInfo node = snapshot.node(i);
                if (hasAll(node, constraints) && included(node, constraint, pod)) {
                    String value = node.labels().get(constraint.topologyKey());
                    byValue.merge(value, matching(node, constraint, pod), Long::sum);
                }
            }
            out.add(byValue);
        }
        return out;
    }

    private static boolean hasAll(NodeInfo node, List<SpreadConstraint> constraints) {
        return constraints.stream().allMatch(each -> node.labels().containsKey(each.topologyKey()));
    }

    private static boolean included(NodeInfo node, SpreadConstraint constraint, PodInfo pod) {
        boolean selected = !constraint.honorsAffinity() || pod.shape().nodes().accepts(node.labels(), node.name());
        boolean tolerated = !constraint.honorsTaints()
                || Stream.of(node.taints())
                        .filter(Taint::forbids)
                        .allMatch(taint -> Stream.of(pod.shape().tolerations())
                                .anyMatch(toleration -> toleration.tolerates(taint, false)));
        return selected && tolerated;
    }

    private static long matching(NodeInfo node, SpreadConstraint constraint, PodInfo pod) {
        return node.pods().stream()
                .filter(other -> !other.terminating() && selects(constraint, pod, other))
                .count();
    }

    private static boolean selects(SpreadConstraint constraint, PodInfo pod, PodInfo other) {
        boolean out = pod.namespace().equals(other.namespace())
                && constraint.selector().matches(other.labels());
        for (String key : constraint.matchLabelKeys()) {
            String mine = pod.labels().get(key);
            out &= mine == null || mine.equals(other.labels().get(key));
        }
        return out;
    }

    static long emptiest(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(count -> count).min().orElse(Integer.MAX_VALUE);
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        List<SpreadConstraint> constraints = constraints(pod, true);
        for (int i = 0; i < constraints.size(); i++) {
            SpreadConstraint constraint = constraints.get(i);
            String value = node.labels().get(constraint.topologyKey());
            if (value == null) {
                return Status.unresolvable(NAME, REASON + " (missing required label)");
            }
            long emptiest = counts.get(i).size() < constraint.minDomains() ? 0 : emptiest(counts.get(i));
            long itself = selects(constraint, pod, pod) ? 1 : 0;
            if (counts.get(i).getOrDefault(value, 0L) + itself - emptiest > constraint.maxSkew()) {
                return Status.unschedulable(NAME, REASON);
            }
        }
        return null;
    }

    @Override
    public boolean preScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
        List<SpreadConstraint> constraints = constraints(pod, false);
        wishedCounts.clear();
        wishedCounts.addAll(count(pod, constraints, snapshot));
        weights.clear();
        for (SpreadConstraint constraint : constraints) {
            Set<String> domains = new HashSet<>();
            for (NodeInfo node : feasible) {
                if (hasAll(node, constraints)) {
                    boolean hostname = constraint.topologyKey().equals("kubernetes.io/hostname");
                    domains.add(hostname ? node.name() : node.labels().get(constraint.topologyKey()));
                }
            }
            weights.add(Math.log(domains.size() + 2.0));
        }
        return !constraints.isEmpty();
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        List<SpreadConstraint> constraints = constraints(pod, false);
        if (!hasAll(node, constraints)) {
            return -1;
        }
        double sum = 0;
        for (int i = 0; i < constraints.size(); i++) {
            SpreadConstraint constraint = constraints.get(i);
            String value = node.labels().get(constraint.topologyKey());
            boolean hostname = constraint.topologyKey().equals("kubernetes.io/hostname");
            long count = hostname
                    ? matching(node, constraint, pod)
                    : wishedCounts.get(i).getOrDefault(value, 0L);
            sum += count * weights.get(i) + (constraint.maxSkew() - 1);
        }
        return (long) sum;
    }

    @Override
    public void normalize(long[] scores, int count) {
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int i = 0; i < count; i++) {
            min = scores[i] < 0 ? min : Math.min(min, scores[i]);
            max = Math.max(max, scores[i]);
        }
        for (int i = 0; i < count; i++) {
            scores[i] = scores[i] < 0 ? 0 : max == 0 ? 100 : 100 * (max + min - scores[i]) / max;
        }
    }
}
