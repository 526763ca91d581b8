package io.shiplog.benchmarks.run;

import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.cluster.BenchCluster;

/**
 * What the operations of one run work with.
 *
 * @param patience what is left for the whole run
 */
record RunContext(
        BenchCluster cluster,
        ApiClient client,
        PodWatch pods,
        Probe probe,
        Measurement measurement,
        Patience patience) {}
