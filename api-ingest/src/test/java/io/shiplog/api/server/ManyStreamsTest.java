package io.shiplog.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.api.testing.MemoryBackend;
import io.shiplog.api.testing.TestServer;
import io.shiplog.schemas.object.Kinds;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests beside each other on one connection of HTTP/2 over TLS, as client libraries send them. */
class ManyStreamsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int LARGE_COUNT = 40;
    private static final int LARGE = 500_000;
    private static final int SMALL = 4_000;
    /** Their answers together are more than a connection holds before it counts as full. */
    private static final int AT_ONCE = 80;

    private static final int ROUNDS = 8;

    @TempDir
    Path dir;

    private final MemoryBackend backend = new MemoryBackend();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(dir, backend);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsAskedWhileALargeAnswerFillsTheConnectionIsAnsweredToo() throws Exception {
        for (int i = 0; i < LARGE_COUNT; i++) {
            backend.put(Kinds.CONFIG_MAP, map("large-" + i, LARGE));
        }
        backend.put(Kinds.CONFIG_MAP, map("small", SMALL));
        server.send(server.request(MAPS + "/small")); // from here on there is a connection to share
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<HttpResponse<byte[]>> list = server.begin(server.request(MAPS));
            Deque<CompletableFuture<HttpResponse<byte[]>>> small = new ArrayDeque<>();
            do {
                small.add(server.begin(server.request(MAPS + "/small")));
                if (small.size() == AT_ONCE) {
                    assertAnswered(small.remove());
                }
            } while (!list.isDone());
            while (!small.isEmpty()) {
                assertAnswered(small.remove());
            }
        }
    }

    private static void assertAnswered(CompletableFuture<HttpResponse<byte[]>> answer) throws Exception {
        assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private static String map(String name, int length) {
        return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\"},\"data\":{\"a\":\"" + "x".repeat(length) + "\"}}";
    }
}
