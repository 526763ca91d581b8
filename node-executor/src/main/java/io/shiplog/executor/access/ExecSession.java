package io.shiplog.executor.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command, or the container's own process, on the channels of v5.channel.k8s.io. When its outputs have ended, the
 * Status is sent; whoever asked closes the socket when they have read it.
 */
final class ExecSession extends StreamSession {

    private static final Logger LOG = LoggerFactory.getLogger(ExecSession.class);
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;
    private static final int READ_BYTES = 32 * 1024;

    private record Size(int width, int height) {}

    private final PodAccess.Session session;
    private final PodAccess.Streams streams;
    private final boolean attached;
    private final Supplier<CompletableFuture<?>> alive;
    private final AtomicReference<@Nullable Size> size = new AtomicReference<>();
    private @Nullable Incoming stdin;

    /**
     * A session.
     *
     * @param attached whether it is the container's own process, whose exit code is not the client's affair
     */
    ExecSession(
            PodAccess.Session session,
            PodAccess.Streams streams,
            boolean attached,
            Supplier<CompletableFuture<?>> alive) {
        this.session = session;
        this.streams = streams;
        this.attached = attached;
        this.alive = alive;
    }

    @Override
    void start(ServerWebSocket socket, Place place) {
        Incoming in = new Incoming(socket, place.context());
        stdin = in;
        Outgoing out = new Outgoing(socket);
        socket.binaryMessageHandler(message -> take(message, in, place));
        if (streams.stdin()) {
            place.threads().execute(() -> feed(in));
        }
        CompletableFuture<?> errors = streams.stderr() && !streams.tty()
                ? CompletableFuture.runAsync(() -> carry(session.stderr(), STDERR, out), place.threads())
                : CompletableFuture.completedFuture(null);
        place.threads().execute(() -> {
            if (streams.stdout()) {
                carry(session.stdout(), STDOUT, out);
            }
            errors.join();
            finish(out);
        });
    }

    private void take(Buffer message, Incoming in, Place place) {
        if (message.length() == 0) {
            return;
        }
        switch (message.getByte(0) & 0xff) {
            case STDIN -> {
                if (streams.stdin()) {
                    in.add(message.getBytes(1, message.length()));
                }
            }
            case RESIZE -> resize(message.getString(1, message.length()), place);
            case CLOSE -> {
                if (message.length() > 1 && message.getByte(1) == STDIN) {
                    in.end();
                }
            }
            default -> LOG.debug("a message on channel {} is of no use", message.getByte(0) & 0xff);
        }
    }

    private void resize(String text, Place place) {
        for (String line : text.split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode asked = Json.parse(line.getBytes(StandardCharsets.UTF_8));
                Size wanted = new Size((int) Json.longAt(asked, 0, "Width"), (int) Json.longAt(asked, 0, "Height"));
                // Only the newest size counts; one thread at a time sets it.
                if (wanted.width > 0 && wanted.height > 0 && size.getAndSet(wanted) == null) {
                    place.threads().execute(this::setSize);
                }
            } catch (RuntimeException e) {
                LOG.debug("a size of a terminal cannot be read: {}", line);
            }
        }
    }

    private void setSize() {
        Size wanted = size.getAndSet(null);
        if (wanted != null) {
            session.resize(wanted.width, wanted.height);
        }
    }

    private void feed(Incoming in) {
        try {
            in.pump(session.stdin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void carry(InputStream from, int channel, Outgoing out) {
        byte[] bytes = new byte[READ_BYTES];
        try {
            for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                out.binary(Buffer.buffer(read + 1).appendByte((byte) channel).appendBytes(bytes, 0, read));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("channel {} ended: {}", channel, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(Outgoing out) {
        try {
            Buffer last = Buffer.buffer(new byte[] {STATUS}).appendBytes(Json.bytes(status()));
            out.binary(last);
        } catch (IOException e) {
            LOG.debug("nobody is there to hear how a command ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private ObjectNode status() throws InterruptedException {
        try {
            int code = session.exitCode();
            return attached ? FinalStatus.success() : FinalStatus.exited(code);
        } catch (StatusException e) {
            return e.status();
        } catch (IOException | RuntimeException e) {
            return FinalStatus.broken(String.valueOf(e.getMessage()));
        }
    }

    @Override
    boolean paused() {
        return stdin != null && stdin.paused();
    }

    @Override
    CompletableFuture<?> alive() {
        return alive.get();
    }

    @Override
    void release() {
        if (stdin != null) {
            stdin.end();
        }
        try {
            session.close();
        } catch (IOException e) {
            LOG.debug("while closing a session: {}", e.toString());
        }
    }
}
