package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Latencies;
import io.shiplog.benchmarks.client.WatchLines;
import io.shiplog.schemas.object.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A user beside the load: every 100 ms it writes the moment of sending into a ConfigMap, reads it, and watches it. The
 * time from sending to the watch's event is what somebody waits who reacts to somebody else's change. It never waits
 * for an answer, so that a slow server does not hide by being asked less often.
 */
final class Probe implements AutoCloseable {

    static final String NAMESPACE = "bench-probe";
    private static final String COLLECTION = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
    private static final String NAME = "probe";
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ApiClient client;
    private final Latencies writeToWatch = new Latencies();
    private final AtomicInteger failed = new AtomicInteger();
    private final WatchLines lines;
    private final Thread thread = new Thread(this::run, "bench-probe");
    private volatile boolean stopped;

    /** Makes its namespace and its ConfigMap and begins. */
    Probe(ApiClient client) {
        this.client = client;
        ApiClient.done(client.create("/api/v1/namespaces", Manifests.namespace(NAMESPACE)));
        ApiClient.done(client.create(COLLECTION, Manifests.configMap(NAME, "sent", "")));
        this.lines = WatchLines.open(client, COLLECTION + "?watch=true", this::event);
        thread.setDaemon(true);
        thread.start();
    }

    private void event(String type, JsonNode object, long receivedNanos) {
        String sent = Json.textAt(object, "data", "sent");
        if (type.equals("MODIFIED") && !sent.isEmpty()) {
            writeToWatch.add(receivedNanos - Long.parseLong(sent));
        }
    }

    private void run() {
        long next = System.nanoTime();
        while (!stopped) {
            ObjectNode patch = Json.object();
            patch.putObject("data").put("sent", Long.toString(System.nanoTime()));
            CompletableFuture<?> unusedWrite =
                    client.patch(COLLECTION + "/" + NAME, patch).whenComplete(this::count);
            CompletableFuture<?> unusedRead =
                    client.get(COLLECTION + "/" + NAME).whenComplete(this::count);
            next += EVERY_NANOS;
            Patience.pause(Math.max(0, next - System.nanoTime()));
        }
    }

    private void count(ApiClient.@Nullable Reply reply, @Nullable Throwable error) {
        if (!stopped && (reply == null || !reply.ok())) {
            failed.incrementAndGet();
        }
    }

    /** From sending a write to the watch's event. */
    Latencies writeToWatch() {
        return writeToWatch;
    }

    /** Requests that were refused or lost since {@link #forget}. */
    int failed() {
        return failed.get();
    }

    /** Forgets what was measured so far. */
    void forget() {
        writeToWatch.clear();
        failed.set(0);
    }

    @Override
    public void close() {
        stopped = true;
        lines.close();
    }
}
