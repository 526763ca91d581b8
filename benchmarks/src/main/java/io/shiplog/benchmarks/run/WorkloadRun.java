package io.shiplog.benchmarks.run;

import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Credentials;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.cluster.ClusterNodes;
import io.shiplog.benchmarks.cluster.ClusterOptions;
import io.shiplog.benchmarks.cluster.Flight;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.benchmarks.workload.Workload;
import java.io.PrintStream;

/** One run of one workload on a fresh cluster. */
public final class WorkloadRun {

    private final Workload workload;
    private final ClusterOptions options;
    private final PrintStream out;
    private final Patience patience;

    /** A run that begins its time limit now. */
    public WorkloadRun(Workload workload, ClusterOptions options, PrintStream out) {
        this.workload = workload;
        this.options = options;
        this.out = out;
        this.patience = Patience.of(workload.limit());
    }

    /** Runs it. Always stops the cluster. Throws BenchException when it cannot be done within the limit. */
    public RunFigures run() {
        long begun = System.nanoTime();
        Step first = workload.cluster();
        ClusterNodes nodes = new ClusterNodes(
                "simulated",
                first.count("count"),
                first.text("cpu", ""),
                first.text("memory", ""),
                first.count("away", 0));
        try (BenchCluster cluster = BenchCluster.start(nodes, options, patience);
                ApiClient client = new ApiClient(Credentials.of(cluster.kubeconfig()))) {
            Nodes ready = new Nodes(client);
            ready.await(workload.nodes(), cluster, patience);
            double startSeconds = (System.nanoTime() - begun) / 1e9;
            out.printf("%d nodes Ready after %.1f s%n", workload.nodes(), startSeconds);
            ready.prepare(first);
            try (PodWatch pods = new PodWatch(client);
                    Probe probe = new Probe(client)) {
                Measurement measurement = new Measurement(cluster, client, pods, probe, workload);
                Steps steps = new Steps(new RunContext(cluster, client, pods, probe, measurement, patience));
                workload.steps().stream().skip(1).forEach(steps::take);
                RunFigures figures = measurement.figures();
                figures.put("start.nodesReadySeconds", startSeconds);
                stop(cluster, measurement, figures);
                return figures;
            }
        }
    }

    private void stop(BenchCluster cluster, Measurement measurement, RunFigures figures) {
        long begun = System.nanoTime();
        boolean clean = cluster.stop();
        figures.put("stop.seconds", (System.nanoTime() - begun) / 1e9);
        figures.put("stop.killed", clean ? 0 : 1);
        if (options.profile()) {
            Flight.read(cluster.recording(), measurement.begunAt(), measurement.endedAt())
                    .print(out);
            out.println(measurement.histogram());
            out.println("recording: " + cluster.recording());
        }
    }
}
