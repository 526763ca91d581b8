package io.shiplog.api.server;

import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.verb.Answer;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Hands streams of other processes on to clients, no faster than the client takes them. Runs on the connection's event
 * loop.
 */
final class Relay {

    /** Streams that are open at once to one other process; each has a connection. */
    private static final int STREAMS_MAX = 10_000;

    private static final int CONNECT_MILLIS = 5_000;
    /** How often it is asked whether more can come, and how often in a row the answer must be no, and nothing come. */
    private static final long OVER_MILLIS = 1_000;

    private static final int OVER_TIMES = 3;
    private static final int OK = 200;

    private final Vertx vertx;
    private final Endpoints endpoints;
    private final HttpClient client;

    Relay(Vertx vertx, Endpoints endpoints) {
        this.vertx = vertx;
        this.endpoints = endpoints;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(STREAMS_MAX));
    }

    /**
     * Asks the other process and hands on what it says.
     *
     * @param refuse answers with what is no stream
     * @param begun called when the stream begins
     */
    void start(HttpServerRequest http, Answer.Forward forward, Consumer<Answer> refuse, Runnable begun) {
        Optional<String> endpoint = endpoints.ofRole(forward.role());
        if (endpoint.isEmpty()) {
            refuse.accept(unanswered(forward.role(), "none has been heard of"));
            return;
        }
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(endpoint.get() + forward.path() + "?" + query(forward))
                .putHeader("Authorization", "Bearer " + endpoints.token());
        client.request(request)
                .compose(sent -> sent.send())
                .onSuccess(upstream -> answered(http.response(), forward, upstream, refuse, begun))
                .onFailure(why -> refuse.accept(
                        unanswered(forward.role(), endpoint.get() + " does not answer: " + why.getMessage())));
    }

    private static String query(Answer.Forward forward) {
        return new TreeMap<>(forward.query())
                .entrySet().stream()
                        .filter(each -> !each.getValue().isEmpty())
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    private void answered(
            HttpServerResponse response,
            Answer.Forward forward,
            HttpClientResponse upstream,
            Consumer<Answer> refuse,
            Runnable begun) {
        if (response.closed() || response.ended()) {
            leave(upstream);
        } else if (upstream.statusCode() == OK) {
            begun.run();
            new Stream(response, upstream, forward).start();
        } else {
            upstream.body()
                    .onSuccess(body -> refuse.accept(
                            new Answer.Whole(upstream.statusCode(), Answer.JSON, body.getBytes(), List.of())))
                    .onFailure(why -> refuse.accept(unanswered(forward.role(), why.getMessage())));
        }
    }

    private static Answer unanswered(String role, String why) {
        return Answer.refusal(StatusException.of(
                503,
                "ServiceUnavailable",
                "the server is currently unable to handle the request: no " + role + " answers (" + why + ")"));
    }

    private static void leave(HttpClientResponse upstream) {
        upstream.request().reset();
    }

    /** One stream. */
    private final class Stream {
        private final HttpServerResponse response;
        private final HttpClientResponse upstream;
        private final Answer.Forward forward;
        private long timer;
        private int timesOver;
        private boolean done;

        Stream(HttpServerResponse response, HttpClientResponse upstream, Answer.Forward forward) {
            this.response = response;
            this.upstream = upstream;
            this.forward = forward;
        }

        void start() {
            String type = upstream.getHeader("Content-Type");
            response.setStatusCode(OK)
                    .putHeader("Content-Type", type == null ? "text/plain" : type)
                    .putHeader("Cache-Control", "no-cache, private")
                    .setChunked(true);
            response.closeHandler(gone -> stop());
            response.exceptionHandler(broken -> stop());
            response.drainHandler(writable -> upstream.resume());
            response.writeHead();
            upstream.exceptionHandler(broken -> end());
            upstream.endHandler(whole -> end());
            upstream.handler(piece -> {
                if (done) {
                    return;
                }
                timesOver = 0;
                response.write(piece).onFailure(broken -> stop());
                if (response.writeQueueFull()) {
                    upstream.pause();
                }
            });
            timer = vertx.setPeriodic(OVER_MILLIS, tick -> ask());
        }

        private void ask() {
            boolean nothingWaits = !response.writeQueueFull();
            timesOver = nothingWaits && forward.over().getAsBoolean() ? timesOver + 1 : 0;
            if (timesOver >= OVER_TIMES) {
                end();
                leave(upstream);
            }
        }

        private void end() {
            if (!done) {
                done = true;
                vertx.cancelTimer(timer);
                response.end();
            }
        }

        private void stop() {
            if (!done) {
                done = true;
                vertx.cancelTimer(timer);
                leave(upstream);
            }
        }
    }
}
