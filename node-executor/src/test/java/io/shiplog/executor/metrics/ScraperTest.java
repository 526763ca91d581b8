package io.shiplog.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shiplog.executor.pod.PodRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScraperTest {

    private static final MetricsConfig CONFIG =
            new MetricsConfig(Duration.ofSeconds(5), Duration.ofSeconds(1), 2, 1000, 10);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server = open();

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() {
        page("/metrics", "up 1\nhits{a=\"b\"} 2\nmore 3\n");
        page("/long", "x".repeat(2000));
        server.createContext("/hangs", exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    private void page(String path, String text) {
        server.createContext(path, exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    private PodFacts.Target target(String path) {
        PodRef pod = new PodRef("n1", "default", "web" + path, "uid");
        return new PodFacts.Target(
                pod, "main", 0, "", "127.0.0.1", server.getAddress().getPort(), path);
    }

    @Test
    void oneThatHangsOrIsMissingOrTalksTooMuchHoldsUpNobody() throws Exception {
        PodFacts.Target good = target("metrics");
        Map<PodFacts.Target, Map<String, Double>> found = new Scraper(CONFIG, meters)
                .scrape(List.of(target("/hangs"), target("/none"), target("/long"), target("/ /"), good));
        assertThat(found).isEqualTo(Map.of(good, Map.of("up", 1.0, "hits{a=\"b\"}", 2.0)));
        assertThat(meters.counter("shiplog.executor.scrapes", "outcome", "ok").count())
                .isEqualTo(1);
        assertThat(meters.counter("shiplog.executor.scrapes", "outcome", "failed")
                        .count())
                .isEqualTo(4);
        assertThat(meters.counter("shiplog.executor.scrapes.left_out").count()).isEqualTo(1);
    }
}
