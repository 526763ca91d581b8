package io.shiplog.executor.access;

import io.vertx.core.Context;
import io.vertx.core.http.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes from a WebSocket to somebody who may not want them yet: a bounded amount waits, then nothing more is read from
 * the network. All but {@link #pump} is called on the event loop.
 */
final class Incoming {

    /** Bytes that wait, apart from the message that made it full. */
    static final int BYTES_MAX = 256 * 1024;

    private static final byte[] END = new byte[0];

    private final WebSocket socket;
    private final Context context;
    private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private boolean paused;

    Incoming(WebSocket socket, Context context) {
        this.socket = socket;
        this.context = context;
    }

    /** Takes bytes. */
    void add(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        queue.add(bytes);
        if (waiting.addAndGet(bytes.length) > BYTES_MAX && !paused) {
            paused = true;
            socket.pause();
        }
    }

    /** No more will come. From any thread. */
    void end() {
        queue.add(END);
    }

    /** True while nothing is read from the network. */
    boolean paused() {
        return paused;
    }

    /**
     * Hands all bytes on until the end, and closes. Once somebody takes no more, the rest is thrown away, so that what
     * comes behind it (the size of a terminal, the end) is still heard.
     */
    void pump(OutputStream to) throws InterruptedException {
        boolean taken = true;
        for (byte[] bytes = queue.take(); bytes != END; bytes = queue.take()) {
            taken = taken && written(to, bytes);
            long before = waiting.getAndAdd(-bytes.length);
            if (before > BYTES_MAX / 2 && before - bytes.length <= BYTES_MAX / 2) {
                context.runOnContext(room -> resume());
            }
        }
        try {
            to.close();
        } catch (IOException e) {
            // It has ended by itself.
        }
    }

    private static boolean written(OutputStream to, byte[] bytes) {
        try {
            to.write(bytes);
            to.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void resume() {
        if (paused && waiting.get() <= BYTES_MAX / 2) {
            paused = false;
            socket.resume();
        }
    }
}
