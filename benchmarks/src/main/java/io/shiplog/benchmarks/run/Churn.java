package io.shiplog.benchmarks.run;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.workload.Step;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Objects that come (and go) beside what is measured, one every so often, whether or not the one before was done in
 * time: as scheduler_perf's opcode churn does it, with Pods or with Deployments.
 */
final class Churn implements AutoCloseable {

    private static final int STOP_MILLIS = 10_000;

    private final ApiClient client;
    private final Step step;
    private final boolean recreate;
    private final boolean deployments;
    private final Thread thread = new Thread(this::run, "bench-churn");
    private volatile boolean stopped;
    private volatile @Nullable String problem;

    /** Begins. */
    Churn(ApiClient client, Step step) {
        this.client = client;
        this.step = step;
        this.recreate = oneOf(step, "mode", "create", "recreate");
        this.deployments = oneOf(step, "kind", "Pod", "Deployment");
        thread.setDaemon(true);
        thread.start();
    }

    /** True when the parameter is the second, false when it is the first or not there. */
    private static boolean oneOf(Step step, String name, String first, String second) {
        String value = step.text(name, first);
        if (!value.equals(first) && !value.equals(second)) {
            throw new BenchException("churn needs " + name + " " + first + " or " + second + ", not " + value);
        }
        return value.equals(second);
    }

    private void run() {
        long every = TimeUnit.MILLISECONDS.toNanos(step.count("intervalMillis"));
        long begun = System.nanoTime();
        try {
            for (int i = 0; !stopped; i++) {
                round(i);
                Patience.pause(Math.max(0, begun + (i + 1) * every - System.nanoTime()));
            }
        } catch (BenchException e) {
            problem = e.getMessage();
        }
    }

    private void round(int i) {
        String namespace = step.text("namespace", "load-1");
        String collection = deployments
                ? "/apis/apps/v1/namespaces/" + namespace + "/deployments"
                : "/api/v1/namespaces/" + namespace + "/pods";
        String name = "churn-" + i;
        ApiClient.done(client.create(
                collection,
                deployments ? Manifests.deployment(name, step.count("replicas"), step) : Manifests.pod(name, step)));
        if (recreate && i > 0) {
            ApiClient.done(client.delete(collection + "/churn-" + (i - 1)));
        }
    }

    /** Ends it. Throws BenchException when it had ended by itself, since then something else was measured. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (problem != null) {
            throw new BenchException("the churn ended: " + problem);
        }
    }
}
