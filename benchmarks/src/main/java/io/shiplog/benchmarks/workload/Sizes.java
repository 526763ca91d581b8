package io.shiplog.benchmarks.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Another size of a workload: for a first look on a small or busy machine. Its figures are another workload's. */
public final class Sizes {

    private static final List<String> DIVIDED =
            List.of("running", "arrived", "most", "namespaces", "tainted", "away", "slice", "listed", "watchersOfAll");

    private Sizes() {}

    /**
     * The same with nodes, pods and namespaces divided. Rates stay, and numbers below the divisor; of Deployments
     * their number is divided or else their replicas. The name tells it.
     *
     * @throws BenchException when a number cannot be divided, since the rest would not fit it any more
     */
    public static Workload divided(Workload workload, int by) {
        if (by == 1) {
            return workload;
        }
        List<Step> steps = new ArrayList<>();
        for (Step step : workload.steps()) {
            ObjectNode parameters = step.parameters().deepCopy();
            for (String name : DIVIDED) {
                divide(step, parameters, name, by);
            }
            if (!divide(step, parameters, "count", by)) {
                divide(step, parameters, "replicas", by);
            }
            steps.add(new Step(step.op(), parameters));
        }
        return new Workload(
                workload.name() + "-by-" + by, workload.explains(), workload.gate(), workload.limit(), steps);
    }

    private static boolean divide(Step step, ObjectNode parameters, String name, int by) {
        int value = step.count(name, 0);
        if (value < by) {
            return false;
        }
        if (value % by != 0) {
            throw new BenchException(step.op() + " has " + name + " " + value + ", which is no multiple of " + by);
        }
        parameters.put(name, value / by);
        return true;
    }

    /**
     * The same with these numbers in every step that has them. The name stays, since the settings tell it.
     *
     * @throws BenchException when no step has one of them
     */
    public static Workload with(Workload workload, Map<String, Integer> numbers) {
        List<Step> steps = workload.steps().stream()
                .map(step -> new Step(step.op(), step.parameters().deepCopy()))
                .toList();
        numbers.forEach((name, value) -> {
            List<Step> having = steps.stream()
                    .filter(step -> step.parameters().path(name).isNumber())
                    .toList();
            if (having.isEmpty()) {
                throw new BenchException("no step of " + workload.name() + " has a number " + name);
            }
            having.forEach(step -> step.parameters().put(name, value));
        });
        return new Workload(workload.name(), workload.explains(), workload.gate(), workload.limit(), steps);
    }
}
