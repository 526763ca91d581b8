package io.shiplog.executor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessRoutesTest {

    private static final PodRef POD = new PodRef("n1", "default", "web", "u1");

    private final Vertx vertx = Vertx.vertx();
    /** A client that nobody holds is closed by the garbage collector. */
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(100));

    private final Endless endless = new Endless();
    private final AccessRoutes routes = new AccessRoutes(new LocalShell(endless), new OnePod());
    private InternalServer server;

    /** Holds the pod u1 with the container c. */
    private static final class OnePod implements RunningPods {
        @Override
        public CompletableFuture<ContainerRef> container(String uid, String container) {
            return uid.equals("u1") && container.equals("c")
                    ? CompletableFuture.completedFuture(new ContainerRef(POD, "c", 0))
                    : CompletableFuture.supplyAsync(() -> Whereabouts.container(null, container));
        }

        @Override
        public CompletableFuture<PodRef> pod(String uid) {
            return CompletableFuture.completedFuture(POD);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = InternalServer.start("secret", "127.0.0.1", "127.0.0.1", routes.routes());
    }

    @AfterEach
    void stop() {
        routes.close();
        server.close();
        vertx.close();
    }

    /** Another end of a stream: everything that came, and when it was closed. */
    private static final class Client {
        final WebSocket socket;
        final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        final BlockingQueue<String> status = new LinkedBlockingQueue<>();
        final CompletableFuture<Void> closed = new CompletableFuture<>();

        Client(WebSocket socket) {
            this.socket = socket;
            socket.binaryMessageHandler(message -> {
                if (message.getByte(0) == 3) {
                    status.add(message.getString(1, message.length()));
                    socket.close();
                } else if (message.getByte(0) == 1) {
                    stdout.writeBytes(message.getBytes(1, message.length()));
                }
            });
            socket.closeHandler(gone -> closed.complete(null));
        }

        String text() {
            return stdout.toString(StandardCharsets.UTF_8);
        }
    }

    private WebSocket connect(String pathAndQuery, String token) throws Exception {
        URI at = URI.create(server.endpoint());
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost(at.getHost()).setPort(at.getPort()).setURI("/internal/v1/" + pathAndQuery);
        options.putHeader("Authorization", "Bearer " + token);
        return client.connect(options)
                .map(WebSocket::pause)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private Client client(String pathAndQuery) throws Exception {
        WebSocket socket = connect(pathAndQuery, "secret");
        Client out = new Client(socket);
        socket.resume();
        return out;
    }

    private static String sh(String script) {
        return "exec?uid=u1&container=c&stdout=true&stderr=true&command=sh&command=-c&command="
                + URLEncoder.encode(script, StandardCharsets.UTF_8);
    }

    @Test
    void aCommandsOutputAndExitCodeArriveInKubernetesWords() throws Exception {
        Client client = client(sh("echo hi; exit 3"));
        client.closed.get(20, TimeUnit.SECONDS);
        assertThat(client.text()).isEqualTo("hi\n");
        assertThat(client.status.take())
                .isEqualTo("{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero exit"
                        + " code: exit status 3\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":"
                        + "\"ExitCode\",\"message\":\"3\"}]}}");
    }

    @Test
    void theEndOfInputEndsACommandThatReadsIt() throws Exception {
        Client client = client("exec?uid=u1&container=c&stdin=true&stdout=true&command=cat");
        client.socket.writeBinaryMessage(Buffer.buffer(new byte[] {0}).appendString("typed"));
        client.socket.writeBinaryMessage(Buffer.buffer(new byte[] {(byte) 255, 0}));
        client.closed.get(20, TimeUnit.SECONDS);
        assertThat(client.text()).isEqualTo("typed");
        assertThat(client.status.take()).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
    }

    @Test
    void whatCannotBeJoinedIsRefusedWithAStatusBeforeTheUpgrade() {
        assertThatThrownBy(() -> connect("exec?uid=u1&container=x&stdout=true&command=true", "secret"))
                .cause()
                .satisfies(error -> {
                    UpgradeRejectedException refused = (UpgradeRejectedException) error;
                    assertThat(refused.getStatus()).isEqualTo(404);
                    StatusException status =
                            StatusException.read(refused.getBody().getBytes());
                    assertThat(Json.textAt(status.status(), "message"))
                            .isEqualTo("unable to upgrade connection: container not found (\"x\")");
                });
        assertThatThrownBy(() -> connect("exec?uid=u1&container=c&command=true", "secret"))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("400");
        assertThatThrownBy(() -> connect("exec?uid=u1&container=c&stdout=true&command=true", "guess"))
                .hasMessageContaining("401");
    }

    @Test
    void aCommandIsEndedWhenItsClientGoesAway() throws Exception {
        Client client = client(sh("echo $$; exec sleep 1000"));
        await(() -> client.text().endsWith("\n"));
        long pid = Long.parseLong(client.text().trim());
        client.socket.close();
        await(() -> ProcessHandle.of(pid).map(found -> !found.isAlive()).orElse(true));
    }

    /** Output without an end, and how much of it was taken by whom. */
    private static final class Endless extends InputStream {
        final AtomicLong taken = new AtomicLong();
        volatile Thread reader = Thread.currentThread();

        @Override
        public int read() {
            return 'y';
        }

        @Override
        public int read(byte[] into, int from, int length) {
            reader = Thread.currentThread();
            taken.addAndGet(length);
            return length;
        }
    }

    @Test
    void aCommandThatWritesFasterThanItsClientReadsHasToWait() throws Exception {
        WebSocket socket = connect("exec?uid=u1&container=c&stdout=true&command=endless", "secret");
        AtomicLong received = new AtomicLong();
        socket.binaryMessageHandler(message -> received.addAndGet(message.length()));
        // The client asks for nothing: what fills the buffers on the way is all that is ever taken.
        await(() -> endless.reader.getState() == Thread.State.TIMED_WAITING);
        assertThat(endless.taken.get()).isLessThan(64 << 20);
        socket.resume();
        await(() -> received.get() > 100 << 20);
        socket.close();
    }

    @Test
    void eachDirectionOfAForwardedConnectionEndsByItself() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WebSocket socket = connect("portforward?uid=u1&port=" + listening.getLocalPort(), "secret");
            BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
            socket.binaryMessageHandler(message -> pieces.add(message.toString()));
            CompletableFuture<Void> closed = new CompletableFuture<>();
            socket.closeHandler(gone -> closed.complete(null));
            socket.resume();
            try (Socket inPod = listening.accept()) {
                socket.writeBinaryMessage(Buffer.buffer("question"));
                socket.writeBinaryMessage(Buffer.buffer());
                assertThat(new String(inPod.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("question");
                inPod.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
                inPod.shutdownOutput();
                assertThat(pieces.poll(20, TimeUnit.SECONDS)).isEqualTo("answer");
                assertThat(pieces.poll(20, TimeUnit.SECONDS)).isEmpty();
                socket.close();
            }
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPortThatNobodyListensOnIsNamedInTheRefusal() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThatThrownBy(() -> connect("portforward?uid=u1&port=" + port, "secret"))
                .cause()
                .satisfies(error -> assertThat(
                                ((UpgradeRejectedException) error).getBody().toString())
                        .contains("error forwarding port " + port + " to pod web, uid u1: Connection refused"));
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
