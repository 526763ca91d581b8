package io.shiplog.schemas.role;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Serves a process's meters to Prometheus on /metrics, and on /healthz "ok" or what is wrong. */
public final class MetricsServer implements AutoCloseable {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int BACKLOG = 16;

    private final HttpServer server;

    private MetricsServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts serving.
     *
     * @param port 0 for any free one
     * @param further series beside the meters, in text form
     * @param failure what is wrong with the process, or the empty string
     * @throws IOException when the port is taken
     */
    public static MetricsServer start(
            PrometheusMeterRegistry meters, Supplier<String> further, Supplier<String> failure, String bind, int port)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(bind, port), BACKLOG);
        server.createContext(
                "/metrics", exchange -> answer(exchange, 200, PROMETHEUS_TEXT, meters.scrape() + further.get()));
        server.createContext("/healthz", exchange -> {
            String wrong = failure.get();
            answer(exchange, wrong.isEmpty() ? 200 : 503, "text/plain", wrong.isEmpty() ? "ok\n" : wrong + "\n");
        });
        server.setExecutor(null);
        server.start();
        return new MetricsServer(server);
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
