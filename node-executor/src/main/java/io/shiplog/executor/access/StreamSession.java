package io.shiplog.executor.access;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Something in a pod that is joined to a WebSocket. */
abstract class StreamSession {

    private final AtomicBoolean closed = new AtomicBoolean();

    /** Where it runs. */
    record Place(Vertx vertx, Context context, Executor threads) {}

    /** Joins the two; on the socket's event loop. The session is closed by whoever calls this when the socket is. */
    abstract void start(ServerWebSocket socket, Place place);

    /** True while nothing is read from the socket. On its event loop. */
    abstract boolean paused();

    /** Fails when what it is joined to runs no more. */
    abstract CompletableFuture<?> alive();

    /** Lets go of the pod's side; may block. */
    abstract void release();

    /** True once it has ended, by itself or because somebody let go. */
    final boolean ended() {
        return closed.get();
    }

    /** Closes once; may block. */
    final void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }
}
