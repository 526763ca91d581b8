package io.shiplog.api.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.shiplog.api.auth.Access;
import io.shiplog.api.auth.Authenticator;
import io.shiplog.api.auth.User;
import io.shiplog.api.request.ApiRequest;
import io.shiplog.api.stream.PodStreams;
import io.shiplog.api.verb.Answer;
import io.shiplog.api.verb.Call;
import io.shiplog.api.verb.Verbs;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP request: body in, who is it, may they, what do they want, answer out. Thinks off the event loop. */
final class RequestHandler implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Vertx vertx;
    private final WatchTimes watchTimes;
    private final Executor work;
    private final Authenticator authenticator;
    private final Verbs verbs;
    private final PodStreams streams;
    private final Documents documents;
    private final RequestMetrics metrics;
    private final Relay relay;

    RequestHandler(
            Vertx vertx,
            Executor work,
            Authenticator authenticator,
            Verbs verbs,
            PodStreams streams,
            Documents documents,
            RequestMetrics metrics,
            Relay relay) {
        this.vertx = vertx;
        this.watchTimes = WatchTimes.of(vertx);
        this.work = work;
        this.authenticator = authenticator;
        this.verbs = verbs;
        this.streams = streams;
        this.documents = documents;
        this.metrics = metrics;
        this.relay = relay;
    }

    /** What the server thinks of a request while it answers it. */
    private static final class Exchange {
        final HttpServerRequest http;
        final Map<String, List<String>> query;
        final long startNanos = System.nanoTime();
        volatile @Nullable ApiRequest request;
        volatile long lifeMillis;

        Exchange(HttpServerRequest http) {
            this.http = http;
            // The server's own params() would stay with the request as long as a watch lasts.
            this.query = new QueryStringDecoder(http.uri()).parameters();
        }

        @Nullable
        String header(String name) {
            return http.getHeader(name);
        }

        String parameter(String name) {
            return query.getOrDefault(name, List.of("")).get(0);
        }
    }

    @Override
    public void handle(HttpServerRequest http) {
        Exchange exchange = new Exchange(http);
        Context context = vertx.getOrCreateContext();
        if (PodStreams.wanted(http)) {
            upgrade(context, exchange);
            return;
        }
        BodyReader.read(http, body -> {
            try {
                work.execute(() -> {
                    var unused = think(exchange, body)
                            .whenComplete((answer, error) -> context.runOnContext(
                                    turn -> respond(context, exchange, answer == null ? refusal(error) : answer)));
                });
            } catch (RejectedExecutionException full) {
                respond(context, exchange, Answer.refusal(tooManyRequests()));
            }
        });
    }

    /** Streams into pods speak another protocol from here on; until then a refusal is an answer like any other. */
    private void upgrade(Context context, Exchange exchange) {
        exchange.http.pause();
        try {
            work.execute(() -> {
                try {
                    User user = user(exchange);
                    if (!(admitted(exchange, user) instanceof ApiRequest.Resource request)
                            || !ApiRequest.CONNECTED.contains(request.subresource())) {
                        throw StatusException.badRequest("no other protocol than HTTP is spoken here");
                    }
                    context.runOnContext(turn -> streams.open(exchange.http, request, exchange.query)
                            .onSuccess(open -> metrics.answered(request, 101, exchange.startNanos))
                            .onFailure(why -> refuse(context, exchange, why)));
                } catch (RuntimeException why) {
                    context.runOnContext(turn -> refuse(context, exchange, why));
                }
            });
        } catch (RejectedExecutionException full) {
            refuse(context, exchange, tooManyRequests());
        }
    }

    private void refuse(Context context, Exchange exchange, Throwable why) {
        exchange.http.resume();
        respond(context, exchange, refusal(why));
    }

    private User user(Exchange exchange) {
        return authenticator.user(
                Certificates.of(exchange.http.connection()),
                exchange::header,
                exchange.http.headers().getAll("Impersonate-Group"));
    }

    private static ApiRequest admitted(Exchange exchange, User user) {
        ApiRequest request =
                ApiRequest.parse(exchange.http.method().name(), path(exchange.http), exchange.query, exchange::header);
        exchange.request = request;
        Access.require(user, request);
        return request;
    }

    private CompletableFuture<Answer> think(Exchange exchange, byte @Nullable [] body) {
        try {
            User user = user(exchange);
            ApiRequest request = admitted(exchange, user);
            if (body == null) {
                throw StatusException.of(
                        413,
                        "RequestEntityTooLarge",
                        "limit is " + BodyReader.MAX_BYTES + " bytes for a request's body");
            }
            // An unreadable duration is refused here, before anything is begun.
            exchange.lifeMillis = Lifetime.millis(exchange.parameter("timeoutSeconds"), exchange.parameter("timeout"));
            if (request instanceof ApiRequest.Resource resource) {
                return verbs.run(new Call(resource, exchange.query, exchange::header, body, user, Instant::now));
            }
            return CompletableFuture.completedFuture(document(exchange, (ApiRequest.NonResource) request));
        } catch (StatusException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } catch (RuntimeException broken) {
            return CompletableFuture.failedFuture(broken);
        }
    }

    private Answer document(Exchange exchange, ApiRequest.NonResource request) {
        HostAndPort host = exchange.http.authority();
        return documents.answer(request, exchange.header("Accept"), host == null ? "" : host.toString());
    }

    private static String path(HttpServerRequest http) {
        String raw = http.path();
        // URLDecoder reads forms, where a plus is a space; in a path it is a plus.
        return raw == null ? "/" : URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Answer refusal(Throwable error) {
        Throwable cause = error;
        while (!(cause instanceof StatusException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof StatusException refusal) {
            if (refusal.code() == 503) {
                Json.ensure(refusal.status(), "details").put("retryAfterSeconds", RETRY_AFTER_SECONDS);
            }
            return Answer.refusal(refusal);
        }
        LOG.error("a request failed", error);
        return Answer.refusal(StatusException.of(500, "InternalError", "Internal error occurred: " + cause));
    }

    private static StatusException tooManyRequests() {
        StatusException out = StatusException.of(
                429, "TooManyRequests", "too many requests are being answered, please try again later");
        Json.ensure(out.status(), "details").put("retryAfterSeconds", RETRY_AFTER_SECONDS);
        return out;
    }

    private void respond(Context context, Exchange exchange, Answer answer) {
        HttpServerResponse response = exchange.http.response();
        if (response.closed() || response.ended()) {
            if (answer instanceof Answer.Stream stream) {
                stream.events().close();
            }
            return;
        }
        if (answer instanceof Answer.Stream stream) {
            metrics.answered(exchange.request, 200, exchange.startNanos);
            response.setStatusCode(200).putHeader("Content-Type", Answer.JSON);
            response.putHeader("Cache-Control", "no-cache, private");
            response.setChunked(true);
            new WatchPump(watchTimes, context, response, stream.events()).start(exchange.lifeMillis);
            return;
        }
        if (answer instanceof Answer.Forward forward) {
            relay.start(
                    exchange.http,
                    forward,
                    whole -> respond(context, exchange, whole),
                    () -> metrics.answered(exchange.request, 200, exchange.startNanos));
            return;
        }
        if (answer instanceof Answer.Pieces pieces) {
            pieces(context, exchange, response, pieces);
            return;
        }
        whole(context, exchange, response, (Answer.Whole) answer);
    }

    private void pieces(Context context, Exchange exchange, HttpServerResponse response, Answer.Pieces answer) {
        metrics.answered(exchange.request, 200, exchange.startNanos);
        response.setStatusCode(200).putHeader("Cache-Control", "no-cache, private");
        response.putHeader("Content-Type", answer.contentType()).putHeader("Vary", "Accept, Accept-Encoding");
        if (Compression.wanted(exchange.header("Accept-Encoding"), answer.length())) {
            compressed(context, response, answer.pieces());
        } else {
            LargeBody.send(context, response, answer.pieces());
        }
    }

    private void whole(Context context, Exchange exchange, HttpServerResponse response, Answer.Whole answer) {
        metrics.answered(exchange.request, answer.code(), exchange.startNanos);
        response.setStatusCode(answer.code());
        for (String warning : answer.warnings()) {
            response.headers().add("Warning", warning(warning));
        }
        if (cached(exchange, response)) {
            return;
        }
        response.putHeader("Content-Type", answer.contentType());
        response.putHeader("Vary", "Accept, Accept-Encoding");
        if (answer.code() >= 400) {
            retryAfter(response, answer);
        }
        if (Compression.wanted(exchange.header("Accept-Encoding"), answer.body().length)) {
            compressed(context, response, List.of(answer.body()));
        } else {
            response.end(Buffer.buffer(answer.body()));
        }
    }

    private void compressed(Context context, HttpServerResponse response, List<byte[]> body) {
        try {
            work.execute(() -> {
                byte[] zipped = Compression.gzip(body);
                context.runOnContext(turn -> {
                    if (!response.closed() && !response.ended()) {
                        response.putHeader("Content-Encoding", "gzip").end(Buffer.buffer(zipped));
                    }
                });
            });
        } catch (RejectedExecutionException full) {
            LargeBody.send(context, response, body);
        }
    }

    /** OpenAPI documents are named by their hash, so a client may keep them; true when it has this one already. */
    private boolean cached(Exchange exchange, HttpServerResponse response) {
        boolean named = exchange.request instanceof ApiRequest.NonResource document
                && document.path().startsWith("/openapi/v3/")
                && exchange.parameter("hash").equals(documents.openApiHash());
        if (!named) {
            response.putHeader("Cache-Control", "no-cache, private");
            return false;
        }
        String tag = "\"" + documents.openApiHash() + "\"";
        response.putHeader("Cache-Control", "public, immutable").putHeader("ETag", tag);
        response.putHeader("Expires", "Thu, 31 Dec 2037 00:00:00 GMT");
        if (tag.equals(exchange.header("If-None-Match"))) {
            response.setStatusCode(304).end();
            return true;
        }
        return false;
    }

    private static void retryAfter(HttpServerResponse response, Answer.Whole answer) {
        if (!answer.contentType().equals(Answer.JSON)) {
            return;
        }
        JsonNode seconds = Json.at(Json.parse(answer.body()), "details", "retryAfterSeconds");
        if (seconds != null) {
            response.putHeader("Retry-After", seconds.asText());
        }
    }

    /** RFC 7234's warning-value, with the agent left out as Kubernetes does: {@code 299 - "text"}. */
    private static String warning(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]+", " ");
        return "299 - \"" + escaped + "\"";
    }
}
