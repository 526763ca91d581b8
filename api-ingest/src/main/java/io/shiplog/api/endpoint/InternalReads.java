package io.shiplog.api.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Asks other processes for JSON documents over the internal read protocol. */
public final class InternalReads {

    /** What is asked for is in memory there; whoever takes longer is not well. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int OK = 200;

    private final Endpoints endpoints;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    public InternalReads(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /**
     * A document of the newest process of a role. Fails with StatusException: 503 when none answers, else what it
     * answered with.
     *
     * @param role e.g. log-aggregator
     * @param path of InternalPaths
     * @param query parameters; those with an empty value are left out
     */
    public CompletableFuture<ObjectNode> get(String role, String path, Map<String, String> query) {
        Optional<String> endpoint = endpoints.ofRole(role);
        if (endpoint.isEmpty()) {
            return CompletableFuture.failedFuture(unanswered(role, "none has been heard of"));
        }
        String text = new TreeMap<>(query)
                .entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoint.get() + path + (text.isEmpty() ? "" : "?" + text)))
                .header("Authorization", "Bearer " + endpoints.token())
                .timeout(PATIENCE)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .handle((response, error) -> {
                    if (error != null) {
                        Throwable cause = error.getCause() == null ? error : error.getCause();
                        throw unanswered(role, endpoint.get() + " does not answer: " + cause);
                    }
                    if (response.statusCode() != OK) {
                        throw StatusException.read(response.body());
                    }
                    return Json.parse(response.body());
                });
    }

    private static StatusException unanswered(String role, String why) {
        return StatusException.of(
                503,
                "ServiceUnavailable",
                "the server is currently unable to handle the request: no " + role + " answers (" + why + ")");
    }
}
