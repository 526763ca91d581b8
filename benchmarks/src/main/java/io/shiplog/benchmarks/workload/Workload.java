package io.shiplog.benchmarks.workload;

import java.time.Duration;
import java.util.List;

/**
 * A named workload.
 *
 * @param name as on the command line and in results
 * @param explains what it is there to show
 * @param limit after so long the run is given up, start and stop of the cluster included
 * @param steps in their order; the first one is createNodes
 */
public record Workload(String name, String explains, Duration limit, List<Step> steps) {

    /** How many nodes the cluster is started with. */
    public int nodes() {
        return steps.get(0).count("count");
    }
}
