package io.shiplog.executor.runtime.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.HookKind;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChecksTest {

    private static final String LOCAL = "127.0.0.1";

    private static Handler.Http http(int port, String path, Handler.Header... headers) {
        return new Handler.Http(false, "", port, path, List.of(headers));
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOCAL, 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            int status = path.equals("/host")
                    ? (exchange.getRequestHeaders().getFirst("Host").equals("example.com") ? 200 : 400)
                    : Integer.parseInt(path.substring(1));
            if (status == 302) {
                exchange.getResponseHeaders().set("Location", "/500");
            }
            if (status == 307) {
                exchange.getResponseHeaders().set("Location", "http://example.com/500");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aStatusBelow400IsSuccessAndRedirectsWithinTheHostAreFollowed() throws IOException {
        HttpServer server = server();
        try {
            int port = server.getAddress().getPort();
            assertThat(HttpCheck.check(http(port, "/200"), LOCAL, 5000).success())
                    .isTrue();
            assertThat(HttpCheck.check(http(port, "/399"), LOCAL, 5000).success())
                    .isTrue();
            assertThat(HttpCheck.check(http(port, "/500"), LOCAL, 5000).message())
                    .isEqualTo("HTTP probe failed with statuscode: 500");
            assertThat(HttpCheck.check(http(port, "/302"), LOCAL, 5000).success())
                    .isFalse();
            assertThat(HttpCheck.check(http(port, "/307"), LOCAL, 5000).success())
                    .isTrue();
            Handler.Header host = new Handler.Header("host", "example.com");
            assertThat(HttpCheck.check(http(port, "/host", host), LOCAL, 5000).success())
                    .isTrue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatDoesNotAnswerFailsInItsTimeInTheKubeletsWords() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName(LOCAL))) {
            int port = silent.getLocalPort();
            assertThat(HttpCheck.check(http(port, "/"), LOCAL, 300).message())
                    .isEqualTo("Get \"http://127.0.0.1:" + port
                            + "/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
            assertThat(GrpcCheck.check(new Handler.Grpc(port, ""), LOCAL, 1000).message())
                    .isEqualTo("timeout: health rpc did not complete within 1s");
        }
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName(LOCAL))) {
            free = closed.getLocalPort();
        }
        assertThat(HttpCheck.check(http(free, "/"), LOCAL, 5000).message())
                .isEqualTo("Get \"http://127.0.0.1:" + free + "/\": dial tcp 127.0.0.1:" + free
                        + ": connect: connection refused");
    }

    @Test
    void aGrpcServerThatServesIsHealthy() throws Exception {
        assertThat(grpc(new byte[] {0, 0, 0, 0, 2, 8, 1}).success()).isTrue();
        assertThat(grpc(new byte[] {0, 0, 0, 0, 2, 8, 2}).message())
                .isEqualTo("service unhealthy (responded with \"NOT_SERVING\")");
        assertThat(grpc(new byte[0]).message()).contains("does not implement");
        assertThat(GrpcCheck.answer(new byte[] {0, 0, 0, 0, 0}).message()).contains("UNKNOWN");
    }

    /** A server that answers the one request with settings, headers and this DATA. */
    private static Result grpc(byte[] data) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(LOCAL))) {
            Thread thread = new Thread(() -> answer(server, data));
            thread.start();
            Result result = GrpcCheck.check(new Handler.Grpc(server.getLocalPort(), "web"), LOCAL, 10_000);
            thread.join();
            return result;
        }
    }

    private static void answer(ServerSocket server, byte[] data) {
        int request = GrpcCheck.request(LOCAL + ":" + server.getLocalPort(), "web").length;
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            byte[] seen = in.readNBytes(request);
            assertThat(new String(seen, StandardCharsets.ISO_8859_1))
                    .startsWith("PRI * HTTP/2.0")
                    .contains("web");
            var out = socket.getOutputStream();
            out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // SETTINGS
            out.write(new byte[] {0, 0, 1, 1, 4, 0, 0, 0, 1, (byte) 0x88}); // HEADERS, :status 200
            out.write(new byte[] {0, 0, (byte) data.length, 0, 0, 0, 0, 0, 1});
            out.write(data);
            out.write(new byte[] {0, 0, 1, 1, 5, 0, 0, 0, 1, (byte) 0x88}); // trailers end the stream
            out.flush();
            assertThat(in.readNBytes(9)).as("acknowledged settings").hasSize(9);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void handlersAreReadWithNamedPorts() {
        ObjectNode container = Json.parse("{\"ports\":[{\"name\":\"http\",\"containerPort\":8080}],"
                + "\"livenessProbe\":{\"httpGet\":{\"port\":\"http\",\"scheme\":\"HTTPS\",\"path\":\"x\"}},"
                + "\"readinessProbe\":{\"tcpSocket\":{\"port\":\"nope\"}},"
                + "\"lifecycle\":{\"preStop\":{\"sleep\":{\"seconds\":3}}}}");
        ObjectNode liveness = Objects.requireNonNull(Handler.spec(container, ProbeKind.LIVENESS));
        assertThat(Handler.read(container, liveness)).isEqualTo(new Handler.Http(true, "", 8080, "/x", List.of()));
        ObjectNode readiness = Objects.requireNonNull(Handler.spec(container, ProbeKind.READINESS));
        assertThatThrownBy(() -> Handler.read(container, readiness)).hasMessageContaining("\"nope\"");
        ObjectNode stop = Objects.requireNonNull(Handler.spec(container, HookKind.PRE_STOP));
        assertThat(Handler.read(container, stop)).isEqualTo(new Handler.Sleep(3));
        assertThat(Handler.spec(container, HookKind.POST_START)).isNull();
    }

    @Test
    void aProbeThatHangsIsNotCarriedOutASecondTimeMeanwhileAndAnErrorIsNoFailure() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        PodAccess hanging = new PodAccess() {
            @Override
            public Session exec(ContainerRef container, List<String> command, Streams streams) throws IOException {
                begun.incrementAndGet();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("the engine did not answer");
            }

            @Override
            public Session attach(ContainerRef container, Streams streams) throws IOException {
                throw new IOException("not here");
            }

            @Override
            public Connection connect(PodRef pod, int port) throws IOException {
                throw new IOException("not here");
            }
        };
        LinkedBlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
        PodTemplate template = PodTemplate.parse(
                "{\"containers\":[{\"name\":\"c\",\"livenessProbe\":{\"exec\":{\"command\":[\"true\"]}}}]}");
        RuntimeCall.Probe call = new RuntimeCall.Probe(
                new PodRef("n1", "default", "web", "u1"), template, 0, 0, RuntimeCall.ProbeKind.LIVENESS);
        try (Probes probes = new Probes(hanging, pod -> "", seen::addAll)) {
            probes.probe(call);
            probes.probe(call);
            goOn.countDown();
            Observation answer = Objects.requireNonNull(seen.poll(30, TimeUnit.SECONDS));
            assertThat(answer).isInstanceOf(Observation.ProbeErrored.class);
            assertThat(((Observation.ProbeErrored) answer).message()).isEqualTo("the engine did not answer");
            assertThat(seen).isEmpty();
            assertThat(begun).hasValue(1);
        }
    }
}
