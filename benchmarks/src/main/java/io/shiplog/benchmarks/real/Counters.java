package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The meters of a running cluster at one moment, by name, labels summed. */
record Counters(Map<String, Double> values) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Asks the cluster whose data directory this is. Throws BenchException when it does not answer. */
    static Counters of(Path dataDir) {
        try {
            String url = Json.textAt(Json.parse(Files.readAllBytes(dataDir.resolve("cluster.json"))), "metricsUrl");
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            Map<String, Double> out = new HashMap<>();
            CLIENT.send(request, BodyHandlers.ofLines())
                    .body()
                    .filter(line -> !line.startsWith("#") && line.indexOf(' ') > 0)
                    .forEach(line -> {
                        String name = line.substring(0, line.lastIndexOf(' '));
                        int labels = name.indexOf('{');
                        double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                        out.merge(labels < 0 ? name : name.substring(0, labels), value, Double::sum);
                    });
            return new Counters(out);
        } catch (IOException e) {
            throw new BenchException("the cluster's meters cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    double get(String name) {
        return values.getOrDefault(name, 0.0);
    }

    /** Lines that the topic has acknowledged. */
    double shipped() {
        return get("shiplog_executor_logs_lines_total");
    }

    /** Lines that were lost before the topic, and named. */
    double dropped() {
        return get("shiplog_executor_logs_dropped_total");
    }

    /** Lines in the store. */
    double stored() {
        return get("shiplog_logs_lines_total");
    }

    /** Bytes of lines that the executor holds in memory. */
    double heldBytes() {
        return get("shiplog_executor_logs_held_bytes");
    }
}
