package io.shiplog.benchmarks.real;

import java.util.List;

/**
 * How containers are replaced by new ones.
 *
 * @param atOnce how many at a time; 0 for all, as Swarm's parallelism has it
 * @param startFirst a new one runs before an old one stops
 */
record Rollout(int atOnce, boolean startFirst) {

    /** All at once, five and one at a time, in both orders. */
    static final List<Rollout> ALL = List.of(
            new Rollout(0, false),
            new Rollout(5, false),
            new Rollout(1, false),
            new Rollout(0, true),
            new Rollout(5, true),
            new Rollout(1, true));

    /** As figures are called. */
    String title() {
        return (startFirst ? "startFirst" : "stopFirst") + (atOnce == 0 ? "All" : atOnce);
    }

    /**
     * The strategy of a Deployment that has as many missing, or as many too many, as Swarm would at its parallelism. A
     * Deployment goes on as soon as a single new pod is available, where Swarm's workers each see to one task.
     */
    String strategy() {
        String step = atOnce == 0 ? "\"100%\"" : Integer.toString(atOnce);
        return "{\"type\": \"RollingUpdate\", \"rollingUpdate\": {\"maxUnavailable\": %s, \"maxSurge\": %s}}"
                .formatted(startFirst ? "0" : step, startFirst ? step : "0");
    }

    /** Swarm's name of the order. */
    String order() {
        return startFirst ? "start-first" : "stop-first";
    }
}
