package io.shiplog.api.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.shiplog.api.auth.Authenticator;
import io.shiplog.api.auth.Pki;
import io.shiplog.api.auth.TokenFile;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.read.Backend;
import io.shiplog.api.stream.PodStreams;
import io.shiplog.api.verb.Verbs;
import io.shiplog.schemas.internal.EventLoops;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The Kubernetes API over TLS, HTTP/2 and HTTP/1.1. Client certificates are asked for and not required. */
public final class ApiServer implements AutoCloseable {

    /** Thousands of watches reconnect at once after a restart. */
    private static final int ACCEPT_BACKLOG = 4096;

    private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int HEADER_BYTES_MAX = 64 * 1024;
    /** The largest message of a client's stream; kubectl sends 32 KiB. */
    private static final int WEBSOCKET_BYTES_MAX = 1024 * 1024;

    /**
     * HPACK's table of a connection (RFC 7541): most connections carry one long watch, which never looks into what it
     * would keep of the request's fields for as long as it lasts.
     */
    private static final int REMEMBERED_HEADER_BYTES = 0;

    /**
     * Those with forward secrecy and authenticated encryption, the shorter key first as in Go: its schedule, of which a
     * connection holds four, is smaller, and it is faster.
     */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final long START_SECONDS = 60;

    private final Vertx vertx;
    private final HttpServer server;

    private ApiServer(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /** Where the server listens and what it shows there. */
    public record Settings(String bindAddress, int port, Pki pki) {}

    /**
     * Starts listening and returns when it does.
     *
     * @param endpoints where executors and the log-aggregator answer
     * @param failure why the role is broken, or empty
     * @param work where requests are thought about
     * @throws IOException with a message for the user when the port cannot be had or a file is unreadable
     */
    public static ApiServer start(
            Settings settings,
            Backend backend,
            Endpoints endpoints,
            MeterRegistry metrics,
            Supplier<String> failure,
            Executor work)
            throws IOException {
        Vertx vertx = EventLoops.start(EVENT_LOOPS);
        RequestHandler handler = new RequestHandler(
                vertx,
                work,
                new Authenticator(TokenFile.read(settings.pki.tokens())),
                new Verbs(backend, endpoints),
                new PodStreams(vertx, backend, endpoints),
                new Documents(metrics, () -> backend.ready() && failure.get().isEmpty(), failure),
                new RequestMetrics(metrics),
                new Relay(vertx, endpoints));
        try {
            HttpServer server = vertx.createHttpServer(options(settings))
                    .connectionHandler(HeldStreams::watch)
                    .requestHandler(handler)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            return new ApiServer(vertx, server);
        } catch (ExecutionException e) {
            vertx.close();
            String why = e.getCause() == null ? e.toString() : e.getCause().getMessage();
            throw new IOException(
                    "the API server cannot listen on " + settings.bindAddress + ":" + settings.port + ": " + why, e);
        } catch (TimeoutException e) {
            vertx.close();
            throw new IOException(
                    "the API server was not listening after " + START_SECONDS
                            + " s: this machine is too busy; start again when it has time",
                    e);
        } catch (InterruptedException e) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    private static HttpServerOptions options(Settings settings) {
        Pki pki = settings.pki;
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.bindAddress)
                .setPort(settings.port)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxInitialLineLength(HEADER_BYTES_MAX)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setMaxWebSocketFrameSize(WEBSOCKET_BYTES_MAX)
                .setMaxWebSocketMessageSize(WEBSOCKET_BYTES_MAX)
                // Streams into pods are declined compression: it would cost a buffer each and little would be saved.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUEST)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyPath(pki.serverKey().toString())
                        .setCertPath(pki.serverCertificate().toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(pki.authorityCertificate().toString()))
                .setInitialSettings(new Http2Settings().setHeaderTableSize(REMEMBERED_HEADER_BYTES));
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        return options;
    }

    /** The port, also when 0 was asked for. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // It is going away in any case.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
