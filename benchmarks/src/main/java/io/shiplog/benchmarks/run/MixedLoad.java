package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Latencies;
import io.shiplog.benchmarks.client.WatchLines;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A steady stream of requests: of twenty, eight get a pod, two list a hundred pods, five patch a ConfigMap, three make
 * one and two delete one. Each has its moment; latencies count from that moment, whether or not the client or the
 * server was late, so that a stall shows in all requests that fell into it.
 */
final class MixedLoad {

    private static final int IN_FLIGHT_MAX = 4000;
    private static final int PATCHED = 50;
    private static final int OF = 20;
    private static final long DRAIN_SECONDS = 20;

    private final ApiClient client;
    private final Step step;
    private final int namespaces;
    private final Latencies writes = new Latencies();
    private final Latencies reads = new Latencies();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<String> pods = new ArrayList<>();

    MixedLoad(ApiClient client, Step step) {
        this.client = client;
        this.step = step;
        this.namespaces = step.count("namespaces");
    }

    /** Runs for as long as the step says and waits for the last answers. */
    void run() {
        prepare();
        List<WatchLines> watchers = new ArrayList<>();
        for (int i = 0; i < step.count("watchers", 0); i++) {
            watchers.add(WatchLines.open(client, "/api/v1/configmaps?watch=true", (type, object, at) -> {}));
        }
        client.forget();
        long every = TimeUnit.SECONDS.toNanos(1) / step.count("requestsPerSecond");
        long total = (long) step.count("requestsPerSecond") * step.count("seconds");
        long begun = System.nanoTime();
        for (int i = 0; i < total; i++) {
            long due = begun + i * every;
            Patience.pause(Math.max(0, due - System.nanoTime()));
            if (inFlight.get() >= IN_FLIGHT_MAX) {
                throw new BenchException("after " + i + " requests " + IN_FLIGHT_MAX + " wait for an answer");
            }
            request(i, due);
        }
        Patience.of(java.time.Duration.ofSeconds(DRAIN_SECONDS))
                .await("the last answers", () -> inFlight.get() == 0, () -> inFlight + " are missing");
        watchers.forEach(WatchLines::close);
    }

    /** Objects to patch, and names of pods to get. */
    private void prepare() {
        for (int ns = 1; ns <= namespaces; ns++) {
            ObjectNode list =
                    ApiClient.done(client.list(pods(ns) + "?limit=100")).json();
            for (ObjectNode pod : Json.objectsAt(list, "items")) {
                pods.add(pods(ns) + "/" + Json.textAt(pod, "metadata", "name"));
            }
        }
        for (int i = 0; i < PATCHED; i++) {
            ApiClient.done(client.create(configMaps(i % namespaces + 1), Manifests.configMap("patched-" + i, "a", "")));
        }
        if (pods.isEmpty()) {
            throw new BenchException("there are no pods to get");
        }
    }

    private void request(int i, long due) {
        int round = i / OF;
        int ns = round % namespaces + 1;
        switch (i % OF) {
            case 0, 3, 5, 8, 10, 13, 15, 18 -> timed(reads, due, client.get(pods.get(i % pods.size())));
            case 1, 11 -> timed(reads, due, client.list(pods(ns) + "?limit=100"));
            case 2, 7, 12, 17, 19 -> timed(writes, due, patch(i));
            case 4, 9, 14 ->
                timed(writes, due, client.create(configMaps(ns), Manifests.configMap(made(round, i), "a", "b")));
            default -> timed(writes, due, client.delete(configMaps(before(round)) + "/" + victim(round, i)));
        }
    }

    private CompletableFuture<ApiClient.Reply> patch(int i) {
        int which = i % PATCHED;
        ObjectNode patch = Json.object();
        patch.putObject("data").put("a", Integer.toString(i));
        return client.patch(configMaps(which % namespaces + 1) + "/patched-" + which, patch);
    }

    private static String made(int round, int i) {
        return "made-" + round + "-" + i % OF;
    }

    /** Positions 6 and 16 delete what positions 4 and 9 made one whole turn over all namespaces earlier. */
    private String victim(int round, int i) {
        return round < namespaces ? "patched-none" : made(round - namespaces, i % OF == 6 ? 4 : 9);
    }

    private int before(int round) {
        return round % namespaces + 1;
    }

    private void timed(Latencies into, long due, CompletableFuture<ApiClient.Reply> answer) {
        inFlight.incrementAndGet();
        CompletableFuture<?> unused = answer.whenComplete((reply, error) -> {
            into.add(System.nanoTime() - due);
            inFlight.decrementAndGet();
            if (reply == null || (!reply.ok() && reply.code() != 404)) {
                failed.incrementAndGet();
            }
        });
    }

    private static String pods(int namespace) {
        return "/api/v1/namespaces/load-" + namespace + "/pods";
    }

    private static String configMaps(int namespace) {
        return "/api/v1/namespaces/load-" + namespace + "/configmaps";
    }

    Latencies writes() {
        return writes;
    }

    Latencies reads() {
        return reads;
    }

    /** Requests without an answer or with an error other than 404. */
    int failed() {
        return failed.get();
    }
}
