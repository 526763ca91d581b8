package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.PieceStream;
import io.shiplog.schemas.object.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange with an engine on a connection of its own. The client library never ends the input of a command;
 * here the answer's connection is taken over as it is, and its output half can be shut down.
 */
final class EngineSocket implements Closeable {

    private static final int LINE_BYTES_MAX = 64 * 1024;
    private static final int ERROR_BYTES_MAX = 64 * 1024;
    private static final int SWITCHING = 101;
    private static final int FAILURE_MIN = 400;

    private final SocketChannel channel;
    private final InputStream in;

    private EngineSocket(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(new In(channel), 32 * 1024);
    }

    /** @param dockerHost unix:///path or tcp://host:port */
    static EngineSocket open(String dockerHost) throws IOException {
        URI uri = URI.create(dockerHost);
        SocketChannel channel;
        SocketAddress address;
        if ("unix".equals(uri.getScheme())) {
            address = UnixDomainSocketAddress.of(uri.getPath());
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } else if (uri.getHost() != null && uri.getPort() > 0) {
            address = new InetSocketAddress(uri.getHost(), uri.getPort());
            channel = SocketChannel.open();
        } else {
            throw new IOException("DOCKER_HOST must be unix:///path or tcp://host:port, not " + dockerHost);
        }
        try {
            channel.connect(address);
            return new EngineSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Asks and reads the whole answer within a time. Throws EngineRefusalException for an answer of 400 or more. */
    static ObjectNode ask(String dockerHost, String method, String path, @Nullable ObjectNode body, Duration limit)
            throws IOException {
        try (EngineSocket socket = open(dockerHost)) {
            byte[] answer = within(
                    limit, socket, () -> socket.send(method, path, body, false).readAllBytes());
            return answer.length == 0 ? Json.object() : Json.parse(answer);
        }
    }

    /** Something that is asked on a connection. */
    interface Asking<T> {
        T ask() throws IOException;
    }

    /** Asks within a time: afterwards the connection is closed, and the exception says why. */
    static <T> T within(Duration limit, EngineSocket socket, Asking<T> asking) throws IOException {
        Future<?> timer = Watchdog.closeAfter(limit, socket);
        try {
            return asking.ask();
        } catch (ClosedChannelException e) {
            throw new IOException("the engine did not answer within " + limit.toSeconds() + "s", e);
        } finally {
            timer.cancel(false);
        }
    }

    /** Uploads a file and gives the answer's text. */
    static String upload(String dockerHost, String path, byte[] file, Duration limit) throws IOException {
        try (EngineSocket socket = open(dockerHost)) {
            byte[] answer = within(
                    limit,
                    socket,
                    () -> socket.send("POST", path, "application/x-tar", file, false)
                            .readNBytes(ERROR_BYTES_MAX));
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    /**
     * Sends a request and gives the answer's body.
     *
     * @param takeOver ask for the connection itself, which is then the result
     */
    InputStream send(String method, String path, @Nullable ObjectNode body, boolean takeOver) throws IOException {
        return send(method, path, "application/json", body == null ? new byte[0] : Json.bytes(body), takeOver);
    }

    private InputStream send(String method, String path, String type, byte[] content, boolean takeOver)
            throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: docker\r\nContent-Type: " + type + "\r\n"
                + "Content-Length: " + content.length + "\r\n"
                + (takeOver ? "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n" : "Connection: close\r\n\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        write(channel, out.toByteArray(), 0, out.size());
        int status = status(line(in));
        Map<String, String> headers = headers();
        if (status >= FAILURE_MIN) {
            throw refusal(status, body(headers));
        }
        // The engine drops what is sent before it has said 101; after this line input is safe.
        return status == SWITCHING || takeOver ? in : body(headers);
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        try {
            return Integer.parseInt(words.length > 1 ? words[1] : "");
        } catch (NumberFormatException e) {
            throw new IOException("the engine's answer is not HTTP: " + line, e);
        }
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> out = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                out.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return out;
    }

    private InputStream body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .equals("chunked")) {
            return new Chunked(in);
        }
        String length = headers.get("content-length");
        return length == null ? in : new Bounded(in, Long.parseLong(length));
    }

    private static EngineRefusalException refusal(int status, InputStream body) throws IOException {
        String text = new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8).strip();
        String message;
        try {
            message = Json.textAt(Json.parse(text), "message").strip();
        } catch (IllegalArgumentException e) {
            message = text;
        }
        return new EngineRefusalException(status, message);
    }

    /** Where to write after a take-over; closing it shuts the output half down only. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int at, int length) throws IOException {
                EngineSocket.write(channel, from, at, length);
            }

            @Override
            public void close() throws IOException {
                if (channel.isOpen()) {
                    channel.shutdownOutput();
                }
            }
        };
    }

    private static void write(SocketChannel to, byte[] from, int at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(from, at, length);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the engine closed the connection");
            }
            if (out.size() >= LINE_BYTES_MAX) {
                throw new IOException("the engine's answer has a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            out.write(b);
        }
        return out.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads a channel without the lock by which the JDK's own adapter keeps a reader and a writer apart. */
    private static final class In extends PieceStream {
        private final SocketChannel from;

        In(SocketChannel from) {
            this.from = from;
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            return length == 0 ? 0 : from.read(ByteBuffer.wrap(to, at, length));
        }
    }

    /** A body of known length. */
    private static final class Bounded extends PieceStream {
        private final InputStream from;
        private long left;

        Bounded(InputStream from, long left) {
            this.from = from;
            this.left = left;
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            if (length == 0 || left == 0) {
                return length == 0 ? 0 : -1;
            }
            int n = from.read(to, at, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the engine closed the connection");
            }
            left -= n;
            return n;
        }
    }

    /** A body in chunks. */
    static final class Chunked extends PieceStream {
        private final InputStream from;
        private long left;
        private boolean first = true;
        private boolean over;

        Chunked(InputStream from) {
            this.from = from;
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            if (length == 0) {
                return 0; // who has all that he asked for does not wait for the next chunk
            }
            if (over || (left == 0 && !next())) {
                return -1;
            }
            int n = from.read(to, at, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the engine closed the connection");
            }
            left -= n;
            return n;
        }

        private boolean next() throws IOException {
            if (!first) {
                line(from);
            }
            first = false;
            String size = line(from);
            int end = size.indexOf(';');
            left = Long.parseLong((end < 0 ? size : size.substring(0, end)).strip(), 16);
            over = left == 0;
            return !over;
        }
    }
}
