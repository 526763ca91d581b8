package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.PullResponseItem;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against an engine that takes its time, on a socket of this test. */
class StreamedTest {

    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer slow;

    StreamedTest() throws IOException {
        slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.setExecutor(threads);
        slow.createContext("/images/create", this::pull);
        slow.start();
    }

    @AfterEach
    void end() {
        goOn.countDown();
        slow.stop(0);
        threads.shutdownNow();
    }

    private void pull(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write("{\"status\":\"Pulling\"}\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            goOn.await();
            out.write("{\"status\":\"Downloaded\"}\n".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoWaitsForAWhileLeavesItOpen() throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Streamed<PullResponseItem> answer = new Streamed<>() {
            @Override
            public void onNext(PullResponseItem item) {
                seen.add(String.valueOf(item.getStatus()));
            }
        };
        try (Engine engine = new Engine("tcp://127.0.0.1:" + slow.getAddress().getPort());
                answer) {
            engine.pull("slow:1", null, answer);
            assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("Pulling");
            assertThat(answer.over(1, TimeUnit.MILLISECONDS)).isFalse();
            goOn.countDown();
            assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("Downloaded");
            assertThat(answer.over(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(answer.failure()).isEmpty();
        }
    }
}
