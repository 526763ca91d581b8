package io.shiplog.api.stream;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;

/** One stream of a SPDY connection, opened by the client. Each direction ends by itself. */
final class SpdyStream {

    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private Consumer<Buffer> onData = piece -> {};
    private Runnable onEnd = () -> {};
    private Runnable onReset = () -> {};
    boolean clientEnded;
    boolean serverEnded;

    SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
        this.connection = connection;
        this.id = id;
        this.headers = headers;
    }

    int id() {
        return id;
    }

    /** Value of a header, or empty. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Who takes data, its end, and the client's loss of interest. */
    void handlers(Consumer<Buffer> data, Runnable end, Runnable reset) {
        onData = data;
        onEnd = end;
        onReset = reset;
    }

    void data(Buffer piece) {
        onData.accept(piece);
    }

    void end() {
        onEnd.run();
    }

    void reset() {
        onReset.run();
    }

    /** Sends; nothing once it has been ended or reset. */
    void write(Buffer bytes) {
        if (!serverEnded && bytes.length() > 0) {
            connection.send(SpdyFrames.data(id, 0, bytes));
        }
    }

    /** Sends no more. */
    void finish() {
        if (!serverEnded) {
            serverEnded = true;
            connection.send(SpdyFrames.data(id, SpdyFrames.FLAG_FIN, Buffer.buffer()));
            connection.forget(this);
        }
    }
}
