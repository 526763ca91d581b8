package io.shiplog.benchmarks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, each timed from the moment it is handed over to its last byte, under the name of what it
 * does (create, get …). Watches travel on connections of their own, so that a burst of events does not stand between
 * a request and its answer.
 */
public final class ApiClient {

    private static final Duration ONE_ANSWER = Duration.ofSeconds(60);
    /** A server need not take more than 100 streams on a connection, and this client opens no second one by itself. */
    private static final int WATCHES_OF_A_CONNECTION = 50;

    private static final int REQUEST_CONNECTIONS = 8;

    private static final String JSON = "application/json";

    private final URI server;
    /** Taken in turn: a server that is far behind leaves hundreds unanswered. */
    private final List<HttpClient> requests;

    private final AtomicInteger turn = new AtomicInteger();
    private final Credentials credentials;
    /** The last one is filled up; guarded by itself. */
    private final List<HttpClient> watches = new ArrayList<>();

    private int opened;
    private final Map<String, Latencies> latencies = new ConcurrentHashMap<>();

    /** A client of one server. */
    public ApiClient(Credentials credentials) {
        this.server = credentials.server();
        this.requests = Stream.generate(() -> client(credentials))
                .limit(REQUEST_CONNECTIONS)
                .toList();
        this.credentials = credentials;
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
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body));
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ONE_ANSWER)
                .header("Accept", JSON)
                .header("Content-Type", contentType)
                .method(method, content)
                .build();
        long begun = System.nanoTime();
        HttpClient client = requests.get(Math.floorMod(turn.getAndIncrement(), REQUEST_CONNECTIONS));
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(response -> {
            latencies(what).add(System.nanoTime() - begun);
            return new Reply(response.statusCode(), response.body());
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
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
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
}
