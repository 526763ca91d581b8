package io.shiplog.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.api.testing.MemoryBackend;
import io.shiplog.api.testing.TestServer;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PodStreamsTest {

    private static final String SUCCESS = "{\"metadata\":{},\"status\":\"Success\"}";
    private static final String PODS = "/api/v1/namespaces/default/pods/";

    @TempDir
    Path dir;

    private final MemoryBackend backend = new MemoryBackend();
    private FakeExecutor executor;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        executor = new FakeExecutor(SUCCESS);
        server = new TestServer(dir, backend, executor);
        backend.put(Kinds.POD, pod("web", "n1"));
        backend.put(Kinds.POD, pod("far", "n2"));
    }

    @AfterEach
    void stop() {
        server.close();
        executor.close();
    }

    private static String pod(String name, String node) {
        return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\"},\"spec\":{\"nodeName\":\"" + node
                + "\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    }

    /** Messages of a WebSocket, each as "channel:text". */
    private static final class Messages implements WebSocket.Listener {
        final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream part = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            part.writeBytes(bytes);
            if (last) {
                byte[] whole = part.toByteArray();
                part.reset();
                seen.add(whole[0] + ":" + new String(whole, 1, whole.length - 1, StandardCharsets.UTF_8));
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            seen.add("text " + data);
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            seen.add("close " + code);
            return null;
        }

        String next() throws InterruptedException {
            return String.valueOf(seen.poll(20, TimeUnit.SECONDS));
        }
    }

    private WebSocket connect(String path, Messages to, String first, String... others) {
        return server.webSocket()
                .subprotocols(first, others)
                .buildAsync(URI.create(server.url().replace("https", "wss") + PODS + path), to)
                .join();
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer out = ByteBuffer.allocate(values.length);
        for (int value : values) {
            out.put((byte) value);
        }
        return out.flip();
    }

    @Test
    void execOverAWebSocketCarriesInputItsEndAndTheStatus() throws Exception {
        Messages seen = new Messages();
        WebSocket socket = connect(
                "web/exec?command=cat&command=-&stdin=true&stdout=true&stderr=true",
                seen,
                "v5.channel.k8s.io",
                "v4.channel.k8s.io");
        assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
        assertThat(seen.next()).isEqualTo("1:cat -\n");
        socket.sendBinary(bytes(0, 'h', 'i'), true).join();
        assertThat(seen.next()).isEqualTo("2:hi");
        socket.sendBinary(bytes(255, 0), true).join();
        assertThat(seen.next()).isEqualTo("3:" + SUCCESS);
        assertThat(seen.next()).isEqualTo("close 1000");
    }

    @Test
    void aBrowsersClientSpeaksBase64() throws Exception {
        Messages seen = new Messages();
        connect("web/exec?command=a&stdout=true", seen, "base64.channel.k8s.io");
        assertThat(seen.next()).isEqualTo("text 1YQo=");
        assertThat(seen.next()).isEqualTo("close 1000");
    }

    @Test
    void portForwardOverChannelsNamesThePortAndEchoes() throws Exception {
        Messages seen = new Messages();
        WebSocket socket = connect("web/portforward?ports=80", seen, "v5.channel.k8s.io", "v4.channel.k8s.io");
        assertThat(socket.getSubprotocol()).isEqualTo("v4.channel.k8s.io");
        assertThat(seen.next()).isEqualTo("0:P\0");
        assertThat(seen.next()).isEqualTo("1:P\0");
        socket.sendBinary(bytes(0, 'x'), true).join();
        assertThat(seen.next()).isEqualTo("0:x");
    }

    @Test
    void whatCannotBeOpenedIsRefusedWithAStatus() throws Exception {
        assertThat(refusal("web/exec?command=a&stdout=true", "v9.channel.k8s.io"))
                .startsWith("403 ");
        assertThat(refusal("nope/exec?command=a&stdout=true", "v5.channel.k8s.io"))
                .isEqualTo("404 pods \"nope\" not found");
        assertThat(refusal("web/exec?command=a&stdout=true&container=x", "v5.channel.k8s.io"))
                .isEqualTo("400 container x is not valid for pod web");
        assertThat(refusal("web/exec?command=refuse&stdout=true", "v5.channel.k8s.io"))
                .isEqualTo("404 unable to upgrade connection: container not found (\"c\")");
        assertThat(refusal("far/exec?command=a&stdout=true", "v5.channel.k8s.io"))
                .isEqualTo("500 error dialing backend: no executor of node n2 has been heard of");
        HttpResponse<String> plain = server.send(server.request(PODS + "web/exec?command=a&stdout=true"));
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(plain.body()).contains("Upgrade request required");
    }

    /** Code and message of the answer to a request for a WebSocket. */
    private String refusal(String path, String protocol) throws IOException {
        try (Socket socket = server.tls()) {
            String head = "GET " + PODS + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Map<String, String> headers = head(in);
            byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            return headers.getOrDefault("", "").split(" ")[1] + " " + Json.textAt(Json.parse(body), "message");
        }
    }

    private static Map<String, String> head(InputStream in) throws IOException {
        Map<String, String> out = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = out.isEmpty() ? -1 : line.indexOf(':');
            out.put(
                    colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return out;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                out.append((char) c);
            }
        }
        return out.toString();
    }

    /** kubectl's end of a SPDY connection. */
    private final class Spdy implements AutoCloseable {
        private final Socket socket = server.tls();
        private final OutputStream out = socket.getOutputStream();
        private final DataInputStream in = new DataInputStream(socket.getInputStream());
        private final SpdyHeaders headers = new SpdyHeaders();
        private final SpdyFrames frames = new SpdyFrames(new Sink());
        private final Map<Integer, StringBuilder> data = new TreeMap<>();
        final Map<String, String> head;

        private final class Sink implements SpdyFrames.Sink {
            @Override
            public void control(int type, int flags, Buffer payload) throws SpdyException {
                if (type == SpdyFrames.SYN_REPLY) {
                    headers.read(payload.getBytes(4, payload.length()));
                }
                text(0).append(type == SpdyFrames.PING ? "ping " + payload.getInt(0) : "");
            }

            @Override
            public void data(int stream, Buffer piece, boolean last) {
                text(stream).append(piece.toString()).append(last ? "|" : "");
            }
        }

        Spdy(String path, String protocols) throws IOException {
            String request = "POST " + PODS + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
                    + "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: " + protocols
                    + "\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            head = head(in);
        }

        StringBuilder text(int stream) {
            return data.computeIfAbsent(stream, any -> new StringBuilder());
        }

        void open(int id, Map<String, String> with) throws IOException {
            Buffer payload = Buffer.buffer().appendInt(id).appendInt(0).appendShort((short) 0);
            send(SpdyFrames.control(1, 0, payload.appendBytes(headers.write(with))));
        }

        void send(Buffer frame) throws IOException {
            out.write(frame.getBytes());
        }

        /** Reads until a stream's text, with | for its end, is this. */
        void await(int stream, String wanted) throws IOException {
            while (!text(stream).toString().equals(wanted)) {
                byte[] piece = new byte[4096];
                int read = in.read(piece);
                assertThat(read)
                        .as("bytes before \"%s\", so far %s", wanted, data)
                        .isPositive();
                frames.take(Buffer.buffer().appendBytes(piece, 0, read));
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void execOverSpdyWaitsForAllStreamsAndEndsThemAll() throws Exception {
        try (Spdy spdy = new Spdy(
                "web/exec?command=a&stdin=true&stdout=true&stderr=true", "v4.channel.k8s.io, channel.k8s.io")) {
            assertThat(spdy.head.get("")).contains("101");
            assertThat(spdy.head.get("x-stream-protocol-version")).isEqualTo("v4.channel.k8s.io");
            spdy.open(1, Map.of("streamtype", "error"));
            spdy.open(3, Map.of("streamtype", "stdin"));
            spdy.open(5, Map.of("streamtype", "stdout"));
            spdy.open(7, Map.of("streamtype", "stderr"));
            spdy.await(5, "a\n");
            spdy.send(SpdyFrames.control(SpdyFrames.PING, 0, Buffer.buffer().appendInt(1)));
            spdy.await(0, "ping 1");
            spdy.send(SpdyFrames.data(3, 0, Buffer.buffer("typed")));
            spdy.await(7, "typed");
            spdy.send(SpdyFrames.data(3, SpdyFrames.FLAG_FIN, Buffer.buffer()));
            spdy.await(1, SUCCESS + "|");
            spdy.await(5, "a\n|");
            spdy.await(7, "typed|");
        }
    }

    @Test
    void portForwardOverSpdyServesSeveralConnectionsAndSaysWhichFailed() throws Exception {
        try (Spdy spdy = new Spdy("web/portforward", "portforward.k8s.io")) {
            assertThat(spdy.head.get("x-stream-protocol-version")).isEqualTo("portforward.k8s.io");
            for (int pair = 0; pair < 3; pair++) {
                String port = pair == 1 ? "9" : "80";
                String request = Integer.toString(pair);
                spdy.open(1 + 4 * pair, Map.of("streamtype", "error", "port", port, "requestid", request));
                spdy.open(3 + 4 * pair, Map.of("streamtype", "data", "port", port, "requestid", request));
                spdy.send(SpdyFrames.data(3 + 4 * pair, 0, Buffer.buffer("hello " + pair)));
            }
            spdy.await(3, "hello 0");
            spdy.await(11, "hello 2");
            spdy.await(5, "error forwarding port 9 to pod web: refused|");
            spdy.send(SpdyFrames.data(3, SpdyFrames.FLAG_FIN, Buffer.buffer()));
            spdy.await(3, "hello 0|");
            spdy.await(1, "|");
            spdy.send(SpdyFrames.data(11, 0, Buffer.buffer(" more")));
            spdy.await(11, "hello 2 more");
        }
    }

    @Test
    void aClientOfSpdyWithNothingInCommonIsRefused() throws Exception {
        try (Spdy spdy = new Spdy("web/portforward", "v4.channel.k8s.io")) {
            assertThat(spdy.head.get("")).contains("403");
        }
    }
}
