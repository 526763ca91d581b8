package io.shiplog.api.read;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that one watch has still to send. Filled by the view's writer, emptied by whoever owns the connection. A
 * watcher that falls {@link #QUEUE_MAX} events behind is cut off: its client lists again instead of holding memory
 * here.
 */
public final class Watcher implements AutoCloseable {

    /** Events a slow client may be behind. */
    static final int QUEUE_MAX = 20_000;
    /** Above this the emptied queue's array is given back. */
    private static final int QUEUE_SMALL = 64;

    private final Runnable signal;
    private final Consumer<Watcher> onClose;
    private Queue<WatchEvent> queue = new ArrayDeque<>(0);
    private int largest;
    private boolean cutOff;

    /**
     * A watcher.
     *
     * @param signal called, on the writer's thread, when there is something to poll after there was nothing; must be
     * quick
     */
    Watcher(Runnable signal, Consumer<Watcher> onClose) {
        this.signal = signal;
        this.onClose = onClose;
    }

    /** Adds an event; true when the owner has to be told. */
    synchronized boolean offer(WatchEvent event) {
        if (cutOff) {
            return false;
        }
        if (queue.size() >= QUEUE_MAX) {
            cutOff = true;
            return true;
        }
        queue.add(event);
        largest = Math.max(largest, queue.size());
        return queue.size() == 1;
    }

    /** Events of the past to begin with: the window bounds them, not the queue. */
    synchronized void preload(WatchEvent event) {
        queue.add(event);
        largest = Math.max(largest, queue.size());
    }

    /** The next event, or null when there is none now. */
    public synchronized @Nullable WatchEvent poll() {
        WatchEvent event = queue.poll();
        if (event == null && largest > QUEUE_SMALL) {
            queue = new ArrayDeque<>(0);
            largest = 0;
        }
        return event;
    }

    /**
     * True when the client was too slow and later events are lost to it: the stream must end once nothing is left to
     * poll.
     */
    public synchronized boolean cutOff() {
        return cutOff;
    }

    synchronized boolean isEmpty() {
        return queue.isEmpty() && !cutOff;
    }

    void signal() {
        signal.run();
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
