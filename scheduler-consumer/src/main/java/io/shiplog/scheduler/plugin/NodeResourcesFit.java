package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.NodeScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.scheduler.snapshot.ResourceIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The node must have what the pod asks free; scored by how much of it would be used then. */
public final class NodeResourcesFit implements Filter, NodeScore {

    private static final String NAME = "NodeResourcesFit";
    private static final String TOO_MANY_PODS = "Too many pods";

    /**
     * A resource of which there is too little: amounts asked by the pod, used by others, and in all (cpu in
     * millicores).
     *
     * @param reason the text for it
     * @param unresolvable the pod asks more than an empty node has
     */
    public record Insufficient(
            String resource, String reason, long requested, long used, long capacity, boolean unresolvable) {}

    private final ResourceIndex index;
    private final ScoringStrategy strategy;
    private final List<String> ignored;
    private final int[] scored;
    private final long[] weights;
    private final BrokenLinear curve;
    /** Refusals met before, by (reasons, code), so that nodes share them. */
    private final Map<List<Insufficient>, Status> refusals = new HashMap<>();

    private final Map<Integer, Status> simple = new HashMap<>();

    /**
     * @param ignored extended resources that are not checked, by name or by the part before the slash
     */
    public NodeResourcesFit(ResourceIndex index, ScoringStrategy strategy, List<String> ignored) {
        this.index = index;
        this.strategy = strategy;
        this.ignored = List.copyOf(ignored);
        this.scored =
                strategy.resources().stream().mapToInt(r -> index.of(r.name())).toArray();
        this.weights = strategy.resources().stream()
                .mapToLong(ScoringStrategy.Resource::weight)
                .toArray();
        this.curve = strategy.curve();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(
                ClusterEvent.NODE_ADDED,
                ClusterEvent.NODE_ALLOCATABLE_GREW,
                ClusterEvent.ASSIGNED_POD_GONE,
                ClusterEvent.POD_SCALED_DOWN);
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        long[] asks = pod.shape().requests();
        int mask = node.pods().size() + 1 > node.allocatablePods() ? 1 : 0;
        for (int r = 0; r < ResourceIndex.FIRST_SCALAR; r++) {
            mask |= shortage(asks[r], node, r) << (2 * r + 1);
        }
        for (int r = ResourceIndex.FIRST_SCALAR; r < asks.length; r++) {
            if (shortage(asks[r], node, r) != 0 && !ignored(r)) {
                return withScalars(pod, node);
            }
        }
        if (mask == 0) {
            return null;
        }
        Status known = simple.get(mask);
        if (known == null) {
            known = status(insufficient(pod, node));
            simple.put(mask, known);
        }
        return known;
    }

    /** 0 enough, 1 too little free, 3 too little in all. */
    private static int shortage(long asks, NodeInfo node, int resource) {
        if (asks == 0 || asks <= node.allocatable(resource) - node.requested(resource)) {
            return 0;
        }
        return asks > node.allocatable(resource) ? 3 : 1;
    }

    private Status withScalars(PodInfo pod, NodeInfo node) {
        // Amounts do not matter for the refusal's text: drop them so that few different refusals are kept.
        List<Insufficient> reasons = insufficient(pod, node).stream()
                .map(i -> new Insufficient(i.resource(), i.reason(), 0, 0, 0, i.unresolvable()))
                .toList();
        return refusals.computeIfAbsent(reasons, NodeResourcesFit::status);
    }

    private static Status status(List<Insufficient> short_) {
        boolean unresolvable = short_.stream().anyMatch(Insufficient::unresolvable);
        return new Status(
                unresolvable ? Status.Code.UnschedulableAndUnresolvable : Status.Code.Unschedulable,
                short_.stream().map(Insufficient::reason).toList(),
                NAME);
    }

    /**
     * Everything of which the node has too little for the pod: pods, cpu, memory, ephemeral-storage, others by name.
     */
    public List<Insufficient> insufficient(PodInfo pod, NodeInfo node) {
        List<Insufficient> out = new ArrayList<>();
        long running = node.pods().size();
        if (running + 1 > node.allocatablePods()) {
            out.add(new Insufficient(ResourceIndex.PODS, TOO_MANY_PODS, 1, running, node.allocatablePods(), false));
        }
        long[] asks = pod.shape().requests();
        List<Insufficient> scalars = new ArrayList<>();
        for (int r = 0; r < asks.length; r++) {
            int shortage = shortage(asks[r], node, r);
            if (shortage == 0 || (r >= ResourceIndex.FIRST_SCALAR && ignored(r))) {
                continue;
            }
            String name = index.name(r);
            (r < ResourceIndex.FIRST_SCALAR ? out : scalars)
                    .add(new Insufficient(
                            name,
                            "Insufficient " + name,
                            asks[r],
                            node.requested(r),
                            node.allocatable(r),
                            shortage == 3));
        }
        scalars.sort(Comparator.comparing(Insufficient::resource));
        out.addAll(scalars);
        return out;
    }

    private boolean ignored(int resource) {
        String name = index.name(resource);
        int slash = name.indexOf('/');
        return !ignored.isEmpty()
                && (ignored.contains(name) || (slash > 0 && ignored.contains(name.substring(0, slash))));
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        long sum = 0;
        long weightSum = 0;
        boolean ratio = strategy.type() == ScoringStrategy.Type.RequestedToCapacityRatio;
        for (int i = 0; i < scored.length; i++) {
            long capacity = node.allocatable(scored[i]);
            if (capacity == 0 || bypassed(pod.shape(), scored[i])) {
                continue;
            }
            long score = resourceScore(used(pod.shape(), node, scored[i]), capacity);
            if (score > 0 || !ratio) {
                sum += score * weights[i];
                weightSum += weights[i];
            }
        }
        if (weightSum == 0) {
            return 0;
        }
        return ratio ? Math.round((double) sum / weightSum) : sum / weightSum;
    }

    /** An extended resource that the pod does not ask for says nothing about where it should run. */
    private static boolean bypassed(PodShape shape, int resource) {
        return resource >= ResourceIndex.FIRST_SCALAR && ResourceIndex.at(shape.requests(), resource) == 0;
    }

    private static long used(PodShape shape, NodeInfo node, int resource) {
        return switch (resource) {
            case ResourceIndex.CPU -> node.scoringCpuMilli() + shape.scoringCpuMilli();
            case ResourceIndex.MEMORY -> node.scoringMemoryBytes() + shape.scoringMemoryBytes();
            default -> node.requested(resource) + ResourceIndex.at(shape.requests(), resource);
        };
    }

    private long resourceScore(long used, long capacity) {
        return switch (strategy.type()) {
            case LeastAllocated -> used > capacity ? 0 : (capacity - used) * MAX_SCORE / capacity;
            case MostAllocated -> Math.min(used, capacity) * MAX_SCORE / capacity;
            case RequestedToCapacityRatio -> curve.at(used > capacity ? MAX_SCORE : used * MAX_SCORE / capacity);
        };
    }
}
