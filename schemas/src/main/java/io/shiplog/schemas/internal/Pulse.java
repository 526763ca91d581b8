package io.shiplog.schemas.internal;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.function.BooleanSupplier;

/**
 * Notices that the other end of a WebSocket is dead, although nothing says so: pings it, and closes when a minute of
 * pings stays without an answer. A stream that is only idle lives for ever. To be used on the socket's event loop.
 */
public final class Pulse {

    /** Between two pings. */
    public static final long PING_MILLIS = 10_000;
    /** Pings without an answer after which the other end counts as dead. */
    public static final int UNANSWERED_MAX = 6;

    private final Vertx vertx;
    private final WebSocket socket;
    private final BooleanSupplier paused;
    private final long timer;
    private int unanswered;

    private Pulse(Vertx vertx, WebSocket socket, BooleanSupplier paused) {
        this.vertx = vertx;
        this.socket = socket;
        this.paused = paused;
        socket.pongHandler(pong -> unanswered = 0);
        this.timer = vertx.setPeriodic(PING_MILLIS, tick -> tick());
    }

    /**
     * Starts.
     *
     * @param paused true while nothing is read from the socket, so that no answer can be seen; a ping that cannot be
     *     written closes it all the same
     */
    public static Pulse of(Vertx vertx, WebSocket socket, BooleanSupplier paused) {
        return new Pulse(vertx, socket, paused);
    }

    private void tick() {
        if (socket.isClosed()) {
            stop();
            return;
        }
        unanswered = paused.getAsBoolean() ? 0 : unanswered + 1;
        if (unanswered > UNANSWERED_MAX) {
            stop();
            // Nobody would answer a polite close either.
            socket.close((short) 1001, "no answer to pings");
            return;
        }
        var unused = socket.writePing(Buffer.buffer());
    }

    /** Stops looking; the socket stays as it is. */
    public void stop() {
        vertx.cancelTimer(timer);
    }
}
