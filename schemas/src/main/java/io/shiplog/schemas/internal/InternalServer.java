package io.shiplog.schemas.internal;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the internal read protocol of one process. A request without the cluster's token is refused with 401 before
 * any handler sees it. Handlers run on an event loop and must not block it.
 */
public final class InternalServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InternalServer.class);
    private static final long CLOSE_SECONDS = 5;
    private static final long START_SECONDS = 30;
    private static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    private final Vertx vertx;
    private final HttpServer server;
    private final String host;

    private InternalServer(Vertx vertx, HttpServer server, String host) {
        this.vertx = vertx;
        this.server = server;
        this.host = host;
    }

    /** What answers a path; may refuse by throwing {@link StatusException}. */
    public interface Route {
        /** Takes a request whose body has not been read. */
        void handle(Vertx vertx, HttpServerRequest request);
    }

    /**
     * Starts listening on any free port and returns when it does.
     *
     * @param bind address to listen on
     * @param advertised host under which other processes reach it
     * @param routes handlers by path of {@link InternalPaths}
     */
    public static InternalServer start(String token, String bind, String advertised, Map<String, Route> routes)
            throws IOException {
        Vertx vertx = EventLoops.start(1);
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost(bind)
                            .setPort(0)
                            .setTcpNoDelay(true)
                            .setMaxWebSocketMessageSize(MESSAGE_BYTES_MAX)
                            .setMaxWebSocketFrameSize(MESSAGE_BYTES_MAX))
                    .requestHandler(guarded(vertx, token, Map.copyOf(routes)))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            return new InternalServer(vertx, server, advertised);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new IOException("the internal read protocol cannot listen on " + bind + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    private static Handler<HttpServerRequest> guarded(Vertx vertx, String token, Map<String, Route> routes) {
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return request -> {
            String shown = request.getHeader("Authorization");
            byte[] bytes = shown == null ? new byte[0] : shown.getBytes(StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(expected, bytes)) {
                refuse(request, StatusException.of(401, "Unauthorized", "Unauthorized"));
                return;
            }
            Route route = routes.get(request.path());
            try {
                if (route == null) {
                    throw StatusException.of(404, "NotFound", "the server could not find the requested resource");
                }
                route.handle(vertx, request);
            } catch (StatusException refusal) {
                refuse(request, refusal);
            }
        };
    }

    /** Answers with a Status. */
    public static void refuse(HttpServerRequest request, StatusException refusal) {
        request.response()
                .setStatusCode(refusal.code())
                .putHeader("Content-Type", "application/json")
                .end(Json.text(refusal.status()));
    }

    /** Value of a query parameter, or empty. */
    public static String parameter(HttpServerRequest request, String name) {
        @Nullable String value = request.getParam(name);
        return value == null ? "" : value;
    }

    /** Base URL under which other processes reach it, e.g. http://127.0.0.1:40123. */
    public String endpoint() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.actualPort();
    }

    /** Returns when nobody is answered any more, or after a while. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the internal read protocol did not stop cleanly: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
