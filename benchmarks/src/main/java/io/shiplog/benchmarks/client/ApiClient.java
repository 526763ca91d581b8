package io.shiplog.benchmarks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, each timed from the moment it is handed over to its last byte, under the name of what it
 * does (create, get …). Watches travel on connections of their own, so that a burst of events does not stand between
 * a request and its answer.
 */
public final class ApiClient implements AutoCloseable {

    /** A server need not take more than 100 streams on a connection, and this client opens no second one by itself. */
    private static final int WATCHES_OF_A_CONNECTION = 50;

    private static final String JSON = "application/json";

    private final Credentials credentials;
    private final RequestConnections requests;
    /** The last one is filled up; guarded by itself. */
    private final List<HttpClient> watches = new ArrayList<>();

    private int opened;
    private final Map<String, Latencies> latencies = new ConcurrentHashMap<>();

    /** A client of one server. */
    public ApiClient(Credentials credentials) {
        this.credentials = credentials;
        this.requests = new RequestConnections(credentials);
    }

    private static HttpClient client(Credentials credentials) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(credentials.tls())
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /**
     * One answer.
     *
     * @param code HTTP status
     * @param body as received
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read once
    public record Reply(int code, byte[] body) {

        /** True for 2xx. */
        public boolean ok() {
            return code / 100 == 2;
        }

        /** The body as JSON. Throws IllegalArgumentException when it is none. */
        public ObjectNode json() {
            return Json.parse(body);
        }

        @Override
        public String toString() {
            String text = new String(body, StandardCharsets.UTF_8);
            return code + " " + (text.length() > 300 ? text.substring(0, 300) + " …" : text);
        }
    }

    /** POSTs an object to a collection, timed as create. */
    public CompletableFuture<Reply> create(String collection, ObjectNode object) {
        return send("create", "POST", collection, object, JSON);
    }

    /** GETs one object, timed as get. */
    public CompletableFuture<Reply> get(String path) {
        return send("get", "GET", path, null, JSON);
    }

    /** GETs a collection, timed as list. */
    public CompletableFuture<Reply> list(String path) {
        return send("list", "GET", path, null, JSON);
    }

    /** PUTs an object, timed as update. */
    public CompletableFuture<Reply> update(String path, ObjectNode object) {
        return send("update", "PUT", path, object, JSON);
    }

    /** Merge-patches an object, timed as patch. */
    public CompletableFuture<Reply> patch(String path, ObjectNode patch) {
        return send("patch", "PATCH", path, patch, "application/merge-patch+json");
    }

    /** DELETEs an object, timed as delete. */
    public CompletableFuture<Reply> delete(String path) {
        return send("delete", "DELETE", path, null, JSON);
    }

    private CompletableFuture<Reply> send(
            String what, String method, String path, @Nullable JsonNode body, String contentType) {
        byte[] content = body == null ? null : Json.bytes(body);
        long begun = System.nanoTime();
        return requests.send(method, path, content, contentType).thenApply(reply -> {
            latencies(what).add(System.nanoTime() - begun);
            return reply;
        });
    }

    /** Waits for an answer that has to be 2xx. Throws BenchException with what the server said when it is not. */
    public static Reply done(CompletableFuture<Reply> answer) {
        Reply reply;
        try {
            reply = answer.join();
        } catch (CompletionException e) {
            throw new BenchException("the API server does not answer: " + e.getCause(), e);
        }
        if (!reply.ok()) {
            throw new BenchException("the API server refused: " + reply);
        }
        return reply;
    }

    /** Opens a watch and returns its body, one event a line. Throws BenchException when it is refused. */
    public InputStream watch(String path) {
        HttpRequest request = HttpRequest.newBuilder(credentials.server().resolve(path))
                .header("Accept", JSON)
                .build();
        try {
            HttpResponse<InputStream> response =
                    forWatch().sendAsync(request, BodyHandlers.ofInputStream()).join();
            if (response.statusCode() != 200) {
                throw new BenchException("the watch " + path + " was refused with " + response.statusCode());
            }
            return response.body();
        } catch (CompletionException e) {
            throw new BenchException("the watch " + path + " cannot be opened: " + e.getCause(), e);
        }
    }

    private HttpClient forWatch() {
        synchronized (watches) {
            if (opened++ % WATCHES_OF_A_CONNECTION == 0) {
                watches.add(client(credentials));
            }
            return watches.get(watches.size() - 1);
        }
    }

    /** Latencies of the requests of one name. */
    public Latencies latencies(String what) {
        return latencies.computeIfAbsent(what, name -> new Latencies());
    }

    /** Forgets all latencies so far: what came before the measured part. */
    public void forget() {
        latencies.values().forEach(Latencies::clear);
    }

    /** Gives up what has not been answered. Watches are closed by whoever opened them. */
    @Override
    public void close() {
        requests.close();
    }
}
