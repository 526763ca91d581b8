package io.shiplog.executor.access;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Messages from blocking threads to a WebSocket; who is too far ahead of the network waits. */
final class Outgoing {

    /** Bytes that may be under way to the network. */
    static final int BYTES_MAX = 256 * 1024;

    private static final long LOOK_SECONDS = 1;

    private final WebSocket socket;
    private final Semaphore room = new Semaphore(BYTES_MAX);

    Outgoing(WebSocket socket) {
        this.socket = socket;
    }

    /** Sends when there is room. Throws IOException when the other end is gone. */
    void binary(Buffer message) throws IOException, InterruptedException {
        int bytes = Math.min(BYTES_MAX, Math.max(1, message.length()));
        while (!room.tryAcquire(bytes, LOOK_SECONDS, TimeUnit.SECONDS)) {
            requireOpen();
        }
        requireOpen();
        socket.writeBinaryMessage(message).onComplete(sent -> room.release(bytes));
    }

    /** Sends a text, which is short. */
    void text(String message) {
        var unused = socket.writeTextMessage(message);
    }

    private void requireOpen() throws IOException {
        if (socket.isClosed()) {
            throw new IOException("the client is gone");
        }
    }
}
