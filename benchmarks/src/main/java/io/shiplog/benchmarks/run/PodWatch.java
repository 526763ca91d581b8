package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.WatchLines;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sees pods become Running as any client would: by one watch with the field selector status.phase=Running, which tells
 * of each pod once, when it comes to match.
 */
final class PodWatch implements AutoCloseable {

    private static final String PATH = "/api/v1/pods?watch=true&fieldSelector=status.phase%3DRunning";

    private final Set<String> running = new HashSet<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final WatchLines lines;
    private boolean measuring;
    private String prefix = "";

    PodWatch(ApiClient client) {
        this.lines = WatchLines.open(client, PATH, this::event);
    }

    private synchronized void event(String type, JsonNode pod, long receivedNanos) {
        String uid = Json.textAt(pod, "metadata", "uid");
        if (type.equals("DELETED")) {
            running.remove(uid);
        } else if (Json.textAt(pod, "status", "phase").equals("Running")
                && running.add(uid)
                && measuring
                && Json.textAt(pod, "metadata", "name").startsWith(prefix)) {
            arrivals.add(receivedNanos);
        }
    }

    /** Pods that are Running now. Throws BenchException when the watch has ended by itself. */
    int running() {
        String broken = lines.broken();
        if (broken != null) {
            throw new BenchException("pods are not watched any more: " + broken);
        }
        synchronized (this) {
            return running.size();
        }
    }

    /** From now on arrivals are kept, of pods whose names begin so. */
    synchronized void measure(String ofNames) {
        prefix = ofNames;
        measuring = true;
    }

    /** How many have become Running since {@link #measure}, whether or not they still are. */
    synchronized int arrived() {
        return arrivals.size();
    }

    /** When each pod was seen Running since {@link #measure}, in milliseconds after a moment of System.nanoTime(). */
    synchronized List<Double> arrivalsMillis(long sinceNanos) {
        return arrivals.stream().map(at -> (at - sinceNanos) / 1e6).toList();
    }

    /** How many came in each second after a moment of System.nanoTime(). */
    synchronized List<Integer> perSecond(long sinceNanos) {
        List<Integer> out = new ArrayList<>();
        for (long at : arrivals) {
            int second = (int) TimeUnit.NANOSECONDS.toSeconds(Math.max(0, at - sinceNanos));
            while (out.size() <= second) {
                out.add(0);
            }
            out.set(second, out.get(second) + 1);
        }
        return out;
    }

    @Override
    public void close() {
        lines.close();
    }
}
