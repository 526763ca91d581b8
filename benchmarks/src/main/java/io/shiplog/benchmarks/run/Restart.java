package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stops the cluster and starts it again, then kills it and starts it again: how long until it is ready, until it shows
 * every pod that it had, until it takes a write.
 */
final class Restart {

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RunContext run;
    private final int pods;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Restart(RunContext run, Step step) {
        this.run = run;
        this.pods = step.count("running");
    }

    /** Both, and puts the figures down; those of the process are of the start after the crash. */
    void run() {
        run.pods().close();
        run.probe().close();
        long begun = System.nanoTime();
        boolean clean = run.cluster().stop();
        put("clean.stopSeconds", begun);
        run.measurement().figures().put("restart.clean.killed", clean ? 0 : 1);
        again("clean");
        run.cluster().kill();
        again("crash");
        run.measurement().end();
    }

    private void again(String how) {
        long begun = System.nanoTime();
        run.cluster().launchAgain();
        List<Thread> asking = List.of(
                asking(how + ".readSeconds", begun, () -> podsShown() == pods),
                asking(how + ".writeSeconds", begun, () -> written(how)));
        run.cluster().awaitReady(run.patience());
        put(how + ".readySeconds", begun);
        asking.forEach(Restart::join);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new BenchException("after the " + how + " stop: " + failed.getMessage());
        }
    }

    /** Asks from the first moment on, as a user would, and puts down when it was first answered. */
    private Thread asking(String figure, long begun, Attempt attempt) {
        Thread thread = new Thread(
                () -> {
                    try {
                        await(figure, attempt);
                        put(figure, begun);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                },
                figure);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean written(String how) {
        return ApiClient.done(run.client()
                        .create(
                                "/api/v1/namespaces/" + Probe.NAMESPACE + "/configmaps",
                                Manifests.configMap(how + "-" + System.nanoTime(), "a", "b")))
                .ok();
    }

    private interface Attempt {
        boolean succeeds();
    }

    /** What fails while the cluster starts is tried again. */
    private void await(String what, Attempt attempt) {
        String[] last = {"nothing was said"};
        run.patience()
                .await(
                        what,
                        REST_NANOS,
                        () -> {
                            try {
                                return attempt.succeeds();
                            } catch (BenchException | CompletionException e) {
                                last[0] = String.valueOf(e.getMessage());
                                return false;
                            }
                        },
                        () -> last[0] + "\n" + run.cluster().console());
    }

    private int podsShown() {
        ObjectNode list =
                ApiClient.done(run.client().list("/api/v1/pods?limit=1")).json();
        return Json.objectsAt(list, "items").size() + (int) Json.longAt(list, 0, "metadata", "remainingItemCount");
    }

    private synchronized void put(String name, long begun) {
        run.measurement().figures().put("restart." + name, (System.nanoTime() - begun) / 1e9);
    }
}
