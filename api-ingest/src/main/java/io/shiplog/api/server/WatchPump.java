package io.shiplog.api.server;

import io.shiplog.api.verb.WatchStream;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Carries the frames of one watch to its client: headers at once, each event as soon as it is there, nothing while the
 * client's buffer is full. Runs on the connection's event loop.
 */
final class WatchPump extends WatchTimes.Waiter {

    private static final long BOOKMARK_MILLIS = 60_000;
    /** The last bookmark goes out this long before the end, so that the client's next watch starts close to it. */
    private static final long BOOKMARK_BEFORE_END_MILLIS = 500;

    private static final int BATCH_BYTES = 64 * 1024;
    private static final int FRAMES_PER_TURN = 500;
    /** Watches without a timeout end after half an hour to an hour, not all at once. */
    private static final int LIFE_SECONDS_MIN = 1_800;

    private static final AtomicIntegerFieldUpdater<WatchPump> ASKED =
            AtomicIntegerFieldUpdater.newUpdater(WatchPump.class, "asked");

    private final WatchTimes times;
    private final Context context;
    private final HttpServerResponse response;
    private final WatchStream stream;
    /** 1 when a turn on the event loop is coming. */
    private volatile int asked;

    private long endNanos;
    private boolean lastTold;
    private boolean done;

    WatchPump(WatchTimes times, Context context, HttpServerResponse response, WatchStream stream) {
        this.times = times;
        this.context = context;
        this.response = response;
        this.stream = stream;
    }

    /**
     * Starts on the event loop.
     *
     * @param lifeMillis after which the client wants the watch to end, or 0
     */
    void start(long lifeMillis) {
        response.closeHandler(gone -> stop());
        response.exceptionHandler(broken -> stop());
        response.drainHandler(writable -> pump());
        response.writeHead();
        long life = lifeMillis > 0
                ? lifeMillis
                : 1000L * ThreadLocalRandom.current().nextInt(LIFE_SECONDS_MIN, 2 * LIFE_SECONDS_MIN);
        endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(life);
        arm();
        stream.onReady(this::ask);
        pump();
    }

    /** On any thread: there is something to send. */
    private void ask() {
        if (asked == 0 && ASKED.compareAndSet(this, 0, 1)) {
            context.runOnContext(turn -> pump());
        }
    }

    private void pump() {
        asked = 0;
        WatchBatch batch = new WatchBatch();
        int frames = 0;
        while (!done && !response.writeQueueFull()) {
            byte[] frame = frames < FRAMES_PER_TURN ? stream.next() : null;
            if (frame == null) {
                break;
            }
            frames++;
            batch.add(frame);
            if (batch.bytes() >= BATCH_BYTES) {
                send(batch.take());
            }
        }
        if (batch.bytes() > 0) {
            send(batch.take());
        }
        if (frames == FRAMES_PER_TURN) {
            // Others on this event loop come first.
            ask();
        } else if (!done && stream.ended() && !response.writeQueueFull()) {
            end();
        }
    }

    private void send(Buffer batch) {
        if (!done) {
            response.write(batch).onFailure(broken -> stop());
        }
    }

    private void bookmark() {
        byte[] frame = done || response.writeQueueFull() ? null : stream.bookmark();
        if (frame != null) {
            send(WatchBatch.of(frame));
        }
    }

    private void arm() {
        long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        long wait = lastTold ? left : Math.min(BOOKMARK_MILLIS, left - BOOKMARK_BEFORE_END_MILLIS);
        times.in(wait, this);
    }

    @Override
    void timeIsUp() {
        context.runOnContext(turn -> due());
    }

    private void due() {
        if (done) {
            return;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        if (lastTold && left <= 0) {
            end();
            return;
        }
        if (!lastTold) {
            bookmark();
            lastTold = left <= BOOKMARK_BEFORE_END_MILLIS;
        }
        if (!done) {
            arm();
        }
    }

    private void end() {
        if (!done) {
            stop();
            response.end();
        }
    }

    private void stop() {
        if (!done) {
            done = true;
            stream.close();
            times.cancel(this);
        }
    }
}
