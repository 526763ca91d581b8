package io.shiplog.benchmarks.workload;

import java.time.Duration;
import java.util.List;

/**
 * A named workload.
 *
 * @param name as on the command line and in results
 * @param explains what it is there to show
 * @param gate pods per second that kube-scheduler's own tests ask for in this shape; 0 where they ask for nothing
 * @param limit after so long the run is given up, start and stop of the cluster included
 * @param steps in their order; the first one is createNodes
 */
public record Workload(String name, String explains, int gate, Duration limit, List<Step> steps) {

    /** How the cluster is started. */
    public Step cluster() {
        return steps.get(0);
    }

    /** How many nodes there are, those in a process of their own included. */
    public int nodes() {
        return cluster().count("count") + cluster().count("away", 0);
    }
}
