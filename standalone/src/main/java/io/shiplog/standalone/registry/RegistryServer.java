package io.shiplog.standalone.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry over HTTP, for every client that speaks Confluent's protocol. */
public final class RegistryServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
    private static final int THREADS = 2;
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService threads;
    private final RegistryRoutes routes;

    private RegistryServer(HttpServer server, RegistryRoutes routes) {
        this.server = server;
        this.routes = routes;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "schema-registry");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Serves a registry.
     *
     * @param clusterId Kafka's cluster id, shown to clients
     * @param port 0 for any free one
     */
    public static RegistryServer start(SchemaRegistry registry, String clusterId, String bind, int port)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(bind, port), BACKLOG);
        RegistryServer out = new RegistryServer(server, new RegistryRoutes(registry, clusterId));
        server.createContext("/", out::handle);
        server.setExecutor(out.threads);
        server.start();
        return out;
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            JsonNode answer;
            try {
                answer = routes.answer(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        query(exchange.getRequestURI().getRawQuery()),
                        body(exchange));
            } catch (RegistryException e) {
                status = e.status();
                answer = Json.object().put("error_code", e.code()).put("message", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                status = 500;
                answer = Json.object().put("error_code", 500).put("message", String.valueOf(e.getMessage()));
            }
            byte[] bytes = Json.bytes(answer);
            exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static ObjectNode body(HttpExchange exchange) throws IOException {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        InputStream raw = exchange.getRequestBody();
        byte[] bytes = ("gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(raw) : raw).readNBytes(MAX_BODY_BYTES);
        if (bytes.length == 0) {
            return Json.object();
        }
        try {
            return Json.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw RegistryException.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> out = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                out.put(decode(name), decode(value));
            }
        }
        return out;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
