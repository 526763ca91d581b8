package io.shiplog.benchmarks.client;

import io.shiplog.benchmarks.client.ApiClient.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A few connections of HTTP/2, taken in turn, all on one thread: the client shares the machine with what is measured,
 * and Java's own client takes several times as long over a request.
 */
final class RequestConnections implements AutoCloseable {

    /** A server that is far behind leaves hundreds unanswered, and lets 100 wait on a connection. */
    private static final int CONNECTIONS = 8;

    private static final int CONNECT_MILLIS = 10_000;
    private static final long ONE_ANSWER_MILLIS = 60_000;
    private static final String JSON = "application/json";

    private final String host;
    private final int port;
    private final Vertx vertx;
    private final List<HttpClient> connections;
    private final AtomicInteger turn = new AtomicInteger();

    RequestConnections(Credentials credentials) {
        this.host = credentials.server().getHost();
        this.port = credentials.server().getPort();
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(KeyCertOptions.wrap(credentials.keys()))
                .setTrustOptions(TrustOptions.wrap(credentials.trust()))
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpNoDelay(true);
        PoolOptions one = new PoolOptions().setHttp2MaxSize(1);
        this.connections = Stream.<HttpClient>generate(() -> vertx.createHttpClient(options, one))
                .limit(CONNECTIONS)
                .toList();
    }

    /** Sends a request. Completes exceptionally when no answer comes within a minute. */
    CompletableFuture<Reply> send(String method, String path, byte @Nullable [] body, String contentType) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setHost(host)
                .setPort(port)
                .setURI(path)
                .setTimeout(ONE_ANSWER_MILLIS)
                .putHeader("Accept", JSON);
        if (body != null) {
            request.putHeader("Content-Type", contentType);
        }
        return connections
                .get(Math.floorMod(turn.getAndIncrement(), CONNECTIONS))
                .request(request)
                .compose(sent -> body == null ? sent.send() : sent.send(Buffer.buffer(body)))
                .compose(RequestConnections::reply)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static Future<Reply> reply(HttpClientResponse answer) {
        return answer.body().map(body -> new Reply(answer.statusCode(), body.getBytes()));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
