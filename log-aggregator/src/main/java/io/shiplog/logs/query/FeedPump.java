package io.shiplog.logs.query;

import io.shiplog.schemas.object.StatusException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a feed to its asker: reads on a worker, one piece at a time, writes on the event loop, and does nothing while
 * the asker's buffer is full or there is nothing to read. Others' pieces come in between.
 */
final class FeedPump {

    private static final Logger LOG = LoggerFactory.getLogger(FeedPump.class);

    private final Vertx vertx;
    private final Context context;
    private final HttpServerResponse response;
    private final Feed feed;
    private final Workers workers;
    /** Reasons to look that have come since the look under way began. */
    private final AtomicInteger asked = new AtomicInteger();

    private volatile boolean blocked;
    private volatile boolean done;
    private long timer = -1;

    private FeedPump(Vertx vertx, Context context, HttpServerResponse response, Feed feed, Workers workers) {
        this.vertx = vertx;
        this.context = context;
        this.response = response;
        this.feed = feed;
        this.workers = workers;
    }

    /** Starts on the event loop: the head goes out at once. */
    static void start(Vertx vertx, HttpServerResponse response, String contentType, Feed feed, Workers workers) {
        FeedPump pump = new FeedPump(vertx, vertx.getOrCreateContext(), response, feed, workers);
        response.setStatusCode(200).putHeader("Content-Type", contentType).setChunked(true);
        response.closeHandler(gone -> pump.stop());
        response.exceptionHandler(broken -> pump.stop());
        response.drainHandler(writable -> pump.drained());
        response.writeHead();
        feed.listen(pump::ask);
        if (feed.againMillis() > 0) {
            pump.timer = vertx.setTimer(feed.againMillis(), late -> pump.ask());
        }
        pump.ask();
    }

    private void drained() {
        blocked = false;
        ask();
    }

    /** On any thread. */
    private void ask() {
        if (asked.getAndIncrement() == 0) {
            look();
        }
    }

    private void look() {
        try {
            workers.run(this::read);
        } catch (StatusException full) {
            // Later, by the same way: the asker must not lose lines because others are many.
            vertx.setTimer(100, again -> look());
        }
    }

    private void read() {
        int seen = asked.get();
        if (done) {
            feed.close();
            return;
        }
        byte[] piece = {};
        boolean end = false;
        if (!blocked) {
            try {
                piece = feed.take();
                end = piece.length == 0 && feed.ended();
            } catch (IOException | RuntimeException e) {
                LOG.warn("lines cannot be read", e);
                end = true;
            }
        }
        if (end) {
            context.runOnContext(turn -> end());
            return;
        }
        if (piece.length > 0) {
            blocked = true;
            Buffer out = Buffer.buffer(piece);
            context.runOnContext(turn -> write(out));
        }
        if (!asked.compareAndSet(seen, 0)) {
            look();
        }
    }

    private void write(Buffer piece) {
        if (done) {
            return;
        }
        response.write(piece).onFailure(broken -> stop());
        if (!response.writeQueueFull()) {
            drained();
        }
    }

    private void end() {
        if (!done) {
            done = true;
            vertx.cancelTimer(timer);
            feed.close();
            response.end();
        }
    }

    /** The asker has gone; the worker closes the feed, since it may just be reading. */
    private void stop() {
        if (!done) {
            done = true;
            vertx.cancelTimer(timer);
            feed.abandon();
            ask();
        }
    }
}
