package io.shiplog.api.stream;

import io.shiplog.schemas.internal.Pulse;
import io.shiplog.schemas.object.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** exec or attach of a client that speaks SPDY: one stream a channel. */
final class SpdyExec implements SpdyConnection.Owner {

    /** A client that has not opened its streams by then will not. */
    static final long STREAMS_MILLIS_MAX = 30_000;
    /** How long a client may take to close after all has ended. */
    static final long CLOSE_MILLIS_MAX = 10_000;

    private static final Buffer STDIN_ENDS =
            Buffer.buffer(new byte[] {(byte) ChannelProtocol.CLOSE, ChannelProtocol.STDIN});

    private final Vertx vertx;
    private final WebSocket executor;
    private final SpdyConnection connection;
    private final Set<String> expected;
    private final boolean jsonStatus;
    private final Runnable over;
    private final Map<String, SpdyStream> streams = new HashMap<>();
    private final Pulse pulse;
    private boolean executorPaused;
    private boolean statusSent;
    private boolean closed;

    /**
     * Joins the two until either ends; then {@code over} is called once.
     *
     * @param expected types of the streams that the client will open; nothing flows before all are there
     * @param jsonStatus whether the error stream carries a Status, or only an error's message
     */
    SpdyExec(Vertx vertx, Wire wire, WebSocket executor, Set<String> expected, boolean jsonStatus, Runnable over) {
        this.vertx = vertx;
        this.executor = executor;
        this.expected = expected;
        this.jsonStatus = jsonStatus;
        this.over = over;
        this.connection = new SpdyConnection(vertx, wire, this);
        this.pulse = Pulse.of(vertx, executor, () -> executorPaused || !complete());
    }

    /** Starts. */
    void start() {
        executor.binaryMessageHandler(this::fromExecutor);
        executor.exceptionHandler(broken -> Sockets.close(executor));
        executor.closeHandler(gone -> executorGone());
        connection.start();
        vertx.setTimer(STREAMS_MILLIS_MAX, late -> {
            if (!complete()) {
                connection.close();
            }
        });
    }

    private boolean complete() {
        return streams.keySet().containsAll(expected);
    }

    @Override
    public void opened(SpdyStream stream) {
        String type = stream.header("streamtype");
        if (!expected.contains(type) || streams.containsKey(type)) {
            stream.finish();
            return;
        }
        streams.put(type, stream);
        switch (type) {
            case "stdin" ->
                stream.handlers(
                        piece -> send(ChannelProtocol.message(ChannelProtocol.STDIN, piece)),
                        () -> send(STDIN_ENDS),
                        () -> send(STDIN_ENDS));
            case "resize" ->
                stream.handlers(
                        piece -> send(ChannelProtocol.message(ChannelProtocol.RESIZE, piece)), () -> {}, () -> {});
            default -> stream.handlers(piece -> {}, () -> {}, () -> {});
        }
        if (complete()) {
            executor.resume();
        }
    }

    private void send(Buffer message) {
        if (executor.isClosed()) {
            return;
        }
        var unused = executor.writeBinaryMessage(message);
        if (executor.writeQueueFull()) {
            connection.hold(this);
            executor.drainHandler(room -> connection.release(this));
        }
    }

    private void fromExecutor(Buffer message) {
        if (message.length() == 0) {
            return;
        }
        Buffer payload = message.getBuffer(1, message.length());
        switch (message.getByte(0)) {
            case ChannelProtocol.STDOUT -> write("stdout", payload);
            case ChannelProtocol.STDERR -> write("stderr", payload);
            case ChannelProtocol.STATUS -> status(payload.getBytes());
            default -> {}
        }
        if (connection.full() && !executorPaused && !statusSent) {
            executorPaused = true;
            executor.pause();
        }
    }

    private void write(String type, Buffer payload) {
        SpdyStream stream = streams.get(type);
        if (stream != null) {
            stream.write(payload);
        }
    }

    private void status(byte[] json) {
        statusSent = true;
        byte[] told = jsonStatus ? json : ChannelProtocol.plain(json);
        if (told != null) {
            write("error", Buffer.buffer(told));
        }
        streams.values().forEach(SpdyStream::finish);
        Sockets.close(executor);
        vertx.setTimer(CLOSE_MILLIS_MAX, late -> connection.close());
    }

    private void executorGone() {
        pulse.stop();
        if (!closed && !statusSent) {
            status(Json.bytes(Sockets.lost().status()));
        }
    }

    @Override
    public void drained() {
        if (executorPaused && !closed) {
            executorPaused = false;
            executor.resume();
        }
    }

    @Override
    public void closed() {
        closed = true;
        pulse.stop();
        Sockets.close(executor);
        over.run();
    }
}
