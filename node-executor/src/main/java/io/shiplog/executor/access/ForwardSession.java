package io.shiplog.executor.access;

import io.shiplog.executor.runtime.PodAccess;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a port of a pod. Each direction ends by itself; whoever asked closes the socket when they have read
 * the end.
 */
final class ForwardSession extends StreamSession {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardSession.class);
    private static final int READ_BYTES = 32 * 1024;
    private static final int DIRECTIONS = 2;

    private final PodAccess.Connection connection;
    private final String words;
    private final Supplier<CompletableFuture<?>> alive;
    private final AtomicInteger ended = new AtomicInteger();
    private @Nullable Incoming incoming;

    /**
     * A session.
     *
     * @param words what the kubelet says in front of a failure
     */
    ForwardSession(PodAccess.Connection connection, String words, Supplier<CompletableFuture<?>> alive) {
        this.connection = connection;
        this.words = words;
        this.alive = alive;
    }

    @Override
    void start(ServerWebSocket socket, Place place) {
        Incoming in = new Incoming(socket, place.context());
        incoming = in;
        Outgoing out = new Outgoing(socket);
        socket.binaryMessageHandler(message -> {
            if (message.length() == 0) {
                in.end();
            } else {
                in.add(message.getBytes());
            }
        });
        place.threads().execute(() -> toPod(in));
        place.threads().execute(() -> fromPod(socket, out));
    }

    private void toPod(Incoming in) {
        try {
            in.pump(connection.out());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endOne();
    }

    private void fromPod(ServerWebSocket socket, Outgoing out) {
        byte[] bytes = new byte[READ_BYTES];
        try {
            InputStream from = connection.in();
            for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                if (read > 0) {
                    out.binary(Buffer.buffer(read).appendBytes(bytes, 0, read));
                }
            }
            out.binary(Buffer.buffer());
        } catch (IOException e) {
            if (!socket.isClosed()) {
                out.text(words + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endOne();
    }

    private void endOne() {
        if (ended.incrementAndGet() == DIRECTIONS) {
            close();
        }
    }

    @Override
    boolean paused() {
        return incoming != null && incoming.paused();
    }

    @Override
    CompletableFuture<?> alive() {
        return alive.get();
    }

    @Override
    void release() {
        if (incoming != null) {
            incoming.end();
        }
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("while closing a connection: {}", e.toString());
        }
    }
}
