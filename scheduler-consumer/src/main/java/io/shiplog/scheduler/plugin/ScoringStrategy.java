package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * How NodeResourcesFit scores a node from what would be used of each resource (Kubernetes: scoringStrategy).
 *
 * @param type LeastAllocated spreads, MostAllocated packs, RequestedToCapacityRatio follows a curve
 * @param resources which resources count, and how much
 * @param shape the curve of RequestedToCapacityRatio: utilization 0..100 to score 0..10
 */
public record ScoringStrategy(Type type, List<Resource> resources, List<BrokenLinear.Point> shape) {

    /** Kubernetes' names. */
    public enum Type {
        LeastAllocated,
        MostAllocated,
        RequestedToCapacityRatio
    }

    /** A resource and its weight, 1 to 100. */
    public record Resource(String name, long weight) {}

    private static final long WEIGHT_MAX = 100;
    /** Scores of a shape go to 10, those of plugins to 100. */
    private static final long SHAPE_SCORE_MAX = 10;

    /** What kube-scheduler does unless told otherwise. */
    public static ScoringStrategy leastAllocated() {
        return new ScoringStrategy(
                Type.LeastAllocated, List.of(new Resource("cpu", 1), new Resource("memory", 1)), List.of());
    }

    /** Paths of the configuration's fields that are not allowed; empty when it is valid. */
    public List<String> invalidFields() {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < resources.size(); i++) {
            long weight = resources.get(i).weight();
            if (weight < 1 || weight > WEIGHT_MAX) {
                out.add("resources[" + i + "].weight");
            }
        }
        return out;
    }

    BrokenLinear curve() {
        return new BrokenLinear(shape.stream()
                .map(p -> new BrokenLinear.Point(p.utilization(), p.score() * (Score.MAX_SCORE / SHAPE_SCORE_MAX)))
                .toList());
    }
}
