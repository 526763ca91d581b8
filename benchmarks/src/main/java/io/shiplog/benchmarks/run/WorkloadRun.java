package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Credentials;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.cluster.ClusterOptions;
import io.shiplog.benchmarks.cluster.Flight;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.benchmarks.workload.Workload;
import io.shiplog.schemas.object.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** One run of one workload on a fresh cluster. */
public final class WorkloadRun {

    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final int IN_FLIGHT = 16;

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
        try (BenchCluster cluster = BenchCluster.start(workload.nodes(), options, patience)) {
            ApiClient client = new ApiClient(Credentials.of(cluster.kubeconfig()));
            awaitNodes(client, cluster);
            double startSeconds = (System.nanoTime() - begun) / 1e9;
            out.printf("%d nodes Ready after %.1f s%n", workload.nodes(), startSeconds);
            try (PodWatch pods = new PodWatch(client);
                    Probe probe = new Probe(client)) {
                Measurement measurement = new Measurement(cluster, client, pods, probe);
                Steps steps = new Steps(cluster, client, pods, measurement);
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

    private void awaitNodes(ApiClient client, BenchCluster cluster) {
        patience.await(
                workload.nodes() + " Ready nodes",
                () -> readyNodes(client) >= workload.nodes(),
                () -> readyNodes(client) + " are Ready\n" + cluster.console());
    }

    private static long readyNodes(ApiClient client) {
        // The list is large: asked for at a pace that does not slow the cluster down.
        Patience.pause(TimeUnit.MILLISECONDS.toNanos(100));
        ObjectNode list = ApiClient.done(client.list("/api/v1/nodes")).json();
        return Json.objectsAt(list, "items").stream()
                .filter(node -> Json.objectsAt(node, "status", "conditions").stream()
                        .anyMatch(c -> Json.textAt(c, "type").equals("Ready")
                                && Json.textAt(c, "status").equals("True")))
                .count();
    }

    /** The operations, one method each. */
    private final class Steps {

        private final BenchCluster cluster;
        private final ApiClient client;
        private final PodWatch pods;
        private final Measurement measurement;

        Steps(BenchCluster cluster, ApiClient client, PodWatch pods, Measurement measurement) {
            this.cluster = cluster;
            this.client = client;
            this.pods = pods;
            this.measurement = measurement;
        }

        void take(Step step) {
            switch (step.op()) {
                case createNodes -> throw new BenchException("createNodes comes first and once");
                case createNamespaces -> namespaces(step);
                case startMeasuring -> measurement.begin();
                case createDeployments ->
                    spread(
                            step,
                            "/apis/apps/v1/namespaces/%s/deployments",
                            i -> Manifests.deployment(
                                    step.text("prefix", "deploy") + "-" + i, step.count("replicas"), step));
                case createPods ->
                    spread(
                            step,
                            NAMESPACES + "/%s/pods",
                            i -> Manifests.pod(step.text("prefix", "pod") + "-" + i, step));
                case scaleDeployment -> scale(step);
                case waitPods -> await(step);
                case measurePods -> {
                    await(step);
                    measurement.end();
                }
                case mixedLoad -> mixed(step);
                case churn -> churn(step);
            }
        }

        private void namespaces(Step step) {
            for (int i = 1; i <= step.count("count"); i++) {
                String name = step.text("prefix", "load") + "-" + i;
                ApiClient.done(client.create(NAMESPACES, Manifests.namespace(name)));
            }
        }

        /** Creates objects 1 to count, the i-th in namespace load-(i modulo namespaces), so many at a time. */
        private void spread(Step step, String collection, IntFunction<ObjectNode> object) {
            int inFlight = step.count("inFlight", IN_FLIGHT);
            Semaphore room = new Semaphore(inFlight);
            CompletableFuture<?>[] answers = new CompletableFuture<?>[step.count("count")];
            measurement.loadBegins();
            for (int i = 1; i <= answers.length; i++) {
                room.acquireUninterruptibly();
                String path = String.format(collection, "load-" + ((i - 1) % step.count("namespaces") + 1));
                CompletableFuture<ApiClient.Reply> answer = client.create(path, object.apply(i));
                answers[i - 1] = answer.whenComplete((reply, error) -> room.release());
            }
            for (CompletableFuture<?> answer : answers) {
                if (answer.join() instanceof ApiClient.Reply reply && !reply.ok()) {
                    throw new BenchException("the API server refused: " + reply);
                }
            }
        }

        private void scale(Step step) {
            ObjectNode patch = Json.object();
            patch.putObject("spec").put("replicas", step.count("replicas"));
            measurement.loadBegins();
            ApiClient.done(client.patch(
                    "/apis/apps/v1/namespaces/" + step.text("namespace", "load-1") + "/deployments/"
                            + step.text("name", "deploy-1") + "/scale",
                    patch));
        }

        private void await(Step step) {
            int wanted = step.count("running");
            Patience mine = Patience.of(Duration.ofSeconds(
                    Math.min(patience.left().toSeconds() + 1, step.count("timeoutSeconds", Integer.MAX_VALUE))));
            mine.await(
                    wanted + " pods Running",
                    () -> {
                        if (!cluster.alive()) {
                            throw new BenchException("the cluster ended by itself:\n" + cluster.console());
                        }
                        return pods.running() >= wanted;
                    },
                    () -> pods.running() + " are Running\n" + cluster.console());
        }

        private void mixed(Step step) {
            MixedLoad load = new MixedLoad(client, step);
            measurement.loadBegins();
            load.run();
            measurement.end();
            measurement.figures().put("mixed.write", load.writes());
            measurement.figures().put("mixed.read", load.reads());
            measurement.figures().put("mixed.failed", load.failed());
        }

        private void churn(Step step) {
            String collection = "/apis/apps/v1/namespaces/" + step.text("namespace", "load-1") + "/deployments";
            long every = TimeUnit.MILLISECONDS.toNanos(step.count("intervalMillis"));
            long rounds = TimeUnit.SECONDS.toNanos(step.count("seconds")) / every;
            measurement.loadBegins();
            long begun = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                Patience.pause(Math.max(0, begun + i * every - System.nanoTime()));
                String name = "churn-" + i;
                ApiClient.done(client.create(collection, Manifests.deployment(name, step.count("replicas"), step)));
                if (i > 0) {
                    ApiClient.done(client.delete(collection + "/churn-" + (i - 1)));
                }
            }
            measurement.end();
        }
    }
}
