package io.shiplog.api.stream;

import io.shiplog.schemas.internal.Pulse;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import org.jspecify.annotations.Nullable;

/** One forwarded connection: a pair of SPDY streams on one side, a WebSocket to the executor on the other. */
final class ForwardedPair {

    /** Bytes that may come before the executor has answered. */
    static final int EARLY_BYTES_MAX = 256 * 1024;

    private final Vertx vertx;
    private final SpdyConnection connection;
    private final Runnable forgotten;
    private Buffer early = Buffer.buffer();
    private @Nullable SpdyStream data;
    private @Nullable SpdyStream error;
    private @Nullable WebSocket executor;
    private @Nullable Pulse pulse;
    private boolean executorPaused;
    private boolean clientEnded;
    private boolean podEnded;
    private boolean done;

    ForwardedPair(Vertx vertx, SpdyConnection connection, Runnable forgotten) {
        this.vertx = vertx;
        this.connection = connection;
        this.forgotten = forgotten;
    }

    void add(SpdyStream stream, boolean isError) {
        if (isError) {
            error = stream;
            stream.handlers(piece -> {}, () -> {}, () -> {});
        } else {
            data = stream;
            stream.handlers(this::fromClient, this::clientEnds, this::drop);
        }
    }

    boolean complete() {
        return data != null && error != null;
    }

    void requireComplete() {
        if (!complete()) {
            fail("the client did not open both streams in time");
        }
    }

    private void fromClient(Buffer piece) {
        if (done) {
            return;
        }
        if (executor == null) {
            early.appendBuffer(piece);
            if (early.length() > EARLY_BYTES_MAX) {
                connection.hold(this);
            }
        } else {
            send(executor, piece);
        }
    }

    private void send(WebSocket to, Buffer piece) {
        if (to.isClosed()) {
            return;
        }
        var unused = to.writeBinaryMessage(piece);
        if (to.writeQueueFull()) {
            connection.hold(this);
            to.drainHandler(room -> connection.release(this));
        }
    }

    private void clientEnds() {
        clientEnded = true;
        if (podEnded) {
            drop();
        } else if (executor != null) {
            send(executor, Buffer.buffer());
        }
    }

    /** The executor has the connection. */
    void joined(WebSocket socket) {
        if (done) {
            Sockets.close(socket);
            return;
        }
        executor = socket;
        pulse = Pulse.of(vertx, socket, () -> executorPaused);
        socket.binaryMessageHandler(this::fromPod);
        socket.textMessageHandler(this::fail);
        socket.exceptionHandler(broken -> Sockets.close(socket));
        socket.closeHandler(gone -> executorGone());
        connection.release(this);
        if (early.length() > 0) {
            send(socket, early);
            early = Buffer.buffer();
        }
        if (clientEnded) {
            send(socket, Buffer.buffer());
        }
        socket.resume();
    }

    private void fromPod(Buffer bytes) {
        if (done || data == null || error == null) {
            return;
        }
        if (bytes.length() == 0) {
            // The client ends its local connection when both streams have ended: there is no half of it.
            podEnded = true;
            data.finish();
            error.finish();
            if (clientEnded) {
                drop();
            }
            return;
        }
        data.write(bytes);
        if (connection.full() && !executorPaused && executor != null) {
            executorPaused = true;
            executor.pause();
        }
    }

    void drained() {
        if (executorPaused && executor != null && !done) {
            executorPaused = false;
            executor.resume();
        }
    }

    private void executorGone() {
        if (podEnded) {
            drop();
        } else {
            fail("the connection to the node was lost");
        }
    }

    /** Says why on the error stream, and ends both. */
    void fail(String why) {
        if (done) {
            return;
        }
        if (error != null) {
            error.write(Buffer.buffer(why));
        }
        drop();
    }

    /** Ends both streams and lets go of the executor. */
    void drop() {
        if (done) {
            return;
        }
        done = true;
        if (error != null) {
            error.finish();
        }
        if (data != null) {
            data.finish();
        }
        if (pulse != null) {
            pulse.stop();
        }
        if (executor != null) {
            Sockets.close(executor);
        }
        connection.release(this);
        forgotten.run();
    }
}
