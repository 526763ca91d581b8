package io.shiplog.api.stream;

import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** WebSockets to executors, by the internal read protocol. */
final class ExecutorLinks {

    /** Bytes that may wait for an executor before its client is read no further. */
    static final int WAITING_BYTES_MAX = 256 * 1024;

    private static final int CONNECT_MILLIS = 5_000;
    /** An engine may take its time to start a command. */
    private static final long ANSWER_MILLIS = 30_000;

    private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    private final Endpoints endpoints;
    private final WebSocketClient client;

    ExecutorLinks(Vertx vertx, Endpoints endpoints) {
        this.endpoints = endpoints;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                // What is open is bounded where clients come in. Vert.x 5.1 takes -1, its word for no limit, for none
                // at all.
                .setMaxConnections(Integer.MAX_VALUE)
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setMaxFrameSize(MESSAGE_BYTES_MAX)
                .setMaxMessageSize(MESSAGE_BYTES_MAX));
    }

    /**
     * Opens one; it is paused, so that nothing is lost until somebody listens. Fails with StatusException: the
     * executor's own, or 500 when it cannot be reached.
     *
     * @param path of {@link io.shiplog.schemas.internal.InternalPaths}
     * @param query parameters in order, not encoded
     */
    Future<WebSocket> open(String node, String path, List<Map.Entry<String, String>> query) {
        String base = endpoints.ofNode(node).orElse("");
        if (base.isEmpty()) {
            return Future.failedFuture(unreachable("no executor of node " + node + " has been heard of"));
        }
        URI endpoint = URI.create(base);
        String parameters = query.stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(endpoint.getHost()).setPort(endpoint.getPort()).setTimeout(ANSWER_MILLIS);
        options.setURI(path + "?" + parameters).putHeader("Authorization", "Bearer " + endpoints.token());
        return client.connect(options)
                .map(socket -> {
                    socket.pause();
                    socket.setWriteQueueMaxSize(WAITING_BYTES_MAX);
                    return socket;
                })
                .recover(error -> Future.failedFuture(refusal(error)));
    }

    private static StatusException refusal(Throwable error) {
        if (error instanceof UpgradeRejectedException rejected && rejected.getBody() != null) {
            try {
                byte[] body = rejected.getBody().getBytes();
                if (Json.textAt(Json.parse(body), "kind").equals("Status")) {
                    return StatusException.read(body);
                }
            } catch (RuntimeException e) {
                return unreachable(error.getMessage() + ": " + rejected.getBody());
            }
        }
        return unreachable(String.valueOf(error.getMessage()));
    }

    private static StatusException unreachable(String why) {
        return StatusException.of(500, "InternalError", "error dialing backend: " + why);
    }
}
