package io.shiplog.scheduler.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.FailedCycle;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.framework.WhatIf;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.DisruptionBudget;
import io.shiplog.scheduler.snapshot.ImaginedNode;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodLives;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cluster of a preemption vector and the pod that finds no room in it. */
final class PreemptionCase {

    final ClusterSnapshot snapshot = new ClusterSnapshot();
    final List<Filter> filters = new ArrayList<>();
    final PodInfo pod;

    PreemptionCase(ObjectNode json) {
        Lives lives = new Lives();
        snapshot.lives(lives);
        Json.objectsAt(json, "nodes").forEach(snapshot::putNode);
        for (ObjectNode existing : Json.objectsAt(json, "existingPods")) {
            snapshot.add(pod(snapshot, existing, lives), Json.textAt(existing, "spec", "nodeName"));
        }
        int number = 0;
        for (ObjectNode budget : Json.objectsAt(json, "podDisruptionBudgets")) {
            ObjectKey key = Kinds.POD_DISRUPTION_BUDGET.key("default", "budget-" + number++);
            snapshot.putBudget(DisruptionBudget.of(key, budget));
        }
        Json.textsAt(json, "filters").forEach(name -> filters.add(filter(name)));
        ObjectNode preemptor = Json.ensure(json, "pod");
        pod = pod(snapshot, preemptor, lives);
        String nominated = Json.textAt(preemptor, "status", "nominatedNodeName");
        if (!nominated.isEmpty()) {
            snapshot.nominations().put(pod, nominated);
        }
    }

    private Filter filter(String name) {
        return switch (name) {
            case "NodeResourcesFit" ->
                new NodeResourcesFit(snapshot.resources(), ScoringStrategy.leastAllocated(), List.of());
            case "InterPodAffinity" -> new InterPodAffinity(1);
            case "PodTopologySpread" -> new PodTopologySpread();
            case "FalseFilter" -> new FalseFilter();
            default -> throw new IllegalArgumentException("no such filter here: " + name);
        };
    }

    static PodInfo pod(ClusterSnapshot snapshot, ObjectNode json, Lives lives) {
        String name = Json.textAt(json, "metadata", "name");
        PodInfo out = new PodInfo(
                Kinds.POD.key("default", name),
                name,
                "",
                Json.mapAt(json, "metadata", "labels"),
                PodShape.of(Json.ensure(json, "spec"), snapshot.resources()));
        String start = Json.textAt(json, "status", "startTime");
        if (!start.isEmpty()) {
            lives.starts.put(name, Times.millis(start) / 1000);
        }
        if (!Json.textAt(json, "metadata", "deletionTimestamp").isEmpty()) {
            lives.terminating.add(name);
        }
        return out;
    }

    /** The pod's cycle, after the nodes were refused for these. */
    FailedCycle tried(Map<String, Status> refusals) {
        return new Tried(refusals);
    }

    /** What the case says of its pods. */
    static final class Lives implements PodLives {
        private final Map<String, Long> starts = new HashMap<>();
        private final Set<String> terminating = new HashSet<>();

        @Override
        public long startSeconds(PodInfo one) {
            return starts.getOrDefault(one.uid(), Long.MAX_VALUE);
        }

        @Override
        public boolean terminating(PodInfo one) {
            return terminating.contains(one.uid());
        }
    }

    private static final class FalseFilter implements Filter {
        @Override
        public String name() {
            return "FalseFilter";
        }

        @Override
        public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
            return Status.unschedulable(name(), "always");
        }
    }

    private final class Tried implements FailedCycle {

        private final Map<String, Status> refusals;
        private final CycleState state = new CycleState();

        Tried(Map<String, Status> refusals) {
            this.refusals = refusals;
            for (Filter filter : filters) {
                if (filter instanceof PreFilter early) {
                    early.preFilter(state, pod, snapshot);
                }
            }
        }

        @Override
        public ClusterSnapshot snapshot() {
            return snapshot;
        }

        @Override
        public boolean looksBeyondNodes() {
            return true;
        }

        @Override
        public @Nullable Status refusal(int place) {
            return refusals.get(snapshot.node(place).name());
        }

        @Override
        public @Nullable Status judge(ImaginedNode node) {
            for (Filter filter : filters) {
                Status refusal = filter.filter(state, pod, node.node());
                if (refusal != null) {
                    return refusal;
                }
            }
            return null;
        }

        private List<WhatIf> told() {
            return filters.stream()
                    .filter(WhatIf.class::isInstance)
                    .map(WhatIf.class::cast)
                    .toList();
        }

        @Override
        public void take(ImaginedNode node, PodInfo victim) {
            node.remove(victim);
            told().forEach(plugin -> plugin.remove(state, pod, victim, node.node()));
        }

        @Override
        public void put(ImaginedNode node, PodInfo back) {
            node.add(back);
            told().forEach(plugin -> plugin.add(state, pod, back, node.node()));
        }
    }
}
