package io.shiplog.executor.logs;

import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One run's way to the topic: a batch that is being filled and at most one that is under way, so that nothing can
 * overtake. Filling blocks while the batch is full, or while all runs together hold too much; that holds back the
 * reading, never the container. A batch that failed is sent again as it is, until it is kept.
 */
final class RunShipper implements LogSource.Sink {

    /** A batch leaves at once when it holds this much. */
    static final int BATCH_BYTES_MAX = 256 * 1024;
    /** The same by number: a line costs more than its text. */
    static final int BATCH_LINES_MAX = 8_192;
    /** Batches leave this far apart, so that lines are collected: one that comes after a pause leaves at once. */
    static final long LINGER_MILLIS = 10;
    /** What failed is sent again after this long. */
    static final long RETRY_MILLIS = 500;
    /** What a line costs beside its text. */
    private static final int LINE_OVERHEAD_BYTES = 48;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** What a run needs of those that ship all of them. */
    interface Crew {
        /** Calls {@link #flush()} on the sending thread after this long. */
        void flushLater(RunShipper run, long afterMillis);

        /** More of the run is kept now. */
        void kept(RunShipper run, LogBatch batch);

        /** A batch could not be delivered and will be sent again. */
        void failed(RunShipper run, Exception why);
    }

    private record Outgoing(LogBatch batch, LogSource.Position after, int permits) {}

    private final ContainerRef container;
    private final Map<String, String> labels;
    private final Outlet outlet;
    private final Semaphore room;
    private final Crew crew;

    private List<LogLine> lines = new ArrayList<>();
    private int bytes;
    private long dropped;
    private long next;
    private String token;
    private boolean ended;
    private boolean endSent;
    private long takenNanos = System.nanoTime() - LINGER_MILLIS * NANOS_PER_MILLI;
    private @Nullable Outgoing underway;
    private boolean again;
    private LogSource.Position kept;
    private boolean done;

    /**
     * A run that is shipped from here on.
     *
     * @param room bytes that all runs together may hold in memory
     */
    RunShipper(
            ContainerRef container,
            Map<String, String> labels,
            LogSource.Position from,
            Outlet outlet,
            Semaphore room,
            Crew crew) {
        this.container = container;
        this.labels = labels;
        this.outlet = outlet;
        this.room = room;
        this.crew = crew;
        this.next = from.line();
        this.token = from.token();
        this.kept = from;
    }

    ContainerRef container() {
        return container;
    }

    /** Up to here everything is kept. */
    synchronized LogSource.Position position() {
        return kept;
    }

    /** True when the run is over and all of it is kept. */
    synchronized boolean done() {
        return done;
    }

    @Override
    public void line(LogSource.Line line) throws InterruptedException {
        int cost = line.text().length + LINE_OVERHEAD_BYTES;
        room.acquire(cost);
        synchronized (this) {
            while (bytes >= BATCH_BYTES_MAX || lines.size() >= BATCH_LINES_MAX) {
                wait();
            }
            if (ended) {
                room.release(cost);
                return;
            }
            if (lines.isEmpty()) {
                crew.flushLater(this, lingerMillis());
            }
            lines.add(new LogLine(
                    Math.floorDiv(line.timeNanos(), NANOS_PER_MILLI),
                    line.stderr() ? "stderr" : "stdout",
                    ByteBuffer.wrap(line.text()),
                    (int) Math.floorMod(line.timeNanos(), NANOS_PER_MILLI),
                    line.partial()));
            bytes += cost;
            next++;
            token = line.after();
            if (bytes >= BATCH_BYTES_MAX || lines.size() >= BATCH_LINES_MAX) {
                crew.flushLater(this, 0);
            }
        }
    }

    private long lingerMillis() {
        long sinceMillis = (System.nanoTime() - takenNanos) / NANOS_PER_MILLI;
        return Math.max(0, LINGER_MILLIS - sinceMillis);
    }

    /** Lost lines stand before a batch, so what has been collected leaves first. Lost lines are counted as lines. */
    @Override
    public synchronized void dropped(long count) throws InterruptedException {
        while (!lines.isEmpty()) {
            crew.flushLater(this, 0);
            wait();
        }
        dropped += count;
        next += count;
        crew.flushLater(this, LINGER_MILLIS);
    }

    /** Nothing more will come; lines that come all the same are not taken. */
    @Override
    public synchronized void end() {
        if (!ended) {
            ended = true;
            crew.flushLater(this, 0);
        }
    }

    /** Sends what has been collected, unless something is under way: then its arrival calls for this again. */
    void flush() {
        Outgoing out;
        synchronized (this) {
            if (underway != null && !again) {
                return;
            }
            again = false;
            out = underway == null ? take() : underway;
            underway = out;
        }
        if (out != null) {
            Outgoing sent = out;
            outlet.send(out.batch, error -> answered(sent, error));
        }
    }

    private @Nullable Outgoing take() {
        if (lines.isEmpty() && dropped == 0 && (!ended || endSent)) {
            return null;
        }
        LogBatch batch = new LogBatch(
                container.pod().node(),
                container.pod().namespace(),
                container.pod().name(),
                container.pod().uid(),
                container.container(),
                container.attempt(),
                lines,
                next - lines.size(),
                dropped,
                labels,
                ended);
        takenNanos = System.nanoTime();
        Outgoing out = new Outgoing(batch, new LogSource.Position(token, next), bytes);
        endSent = ended;
        lines = new ArrayList<>();
        bytes = 0;
        dropped = 0;
        notifyAll();
        return out;
    }

    private void answered(Outgoing sent, @Nullable Exception error) {
        if (error != null) {
            synchronized (this) {
                again = true;
            }
            crew.failed(this, error);
            crew.flushLater(this, RETRY_MILLIS);
            return;
        }
        room.release(sent.permits);
        boolean more;
        synchronized (this) {
            underway = null;
            kept = sent.after;
            done = sent.batch.getEnded();
            more = !lines.isEmpty() || dropped > 0 || (ended && !endSent);
        }
        crew.kept(this, sent.batch);
        if (more) {
            crew.flushLater(this, 0);
        }
    }
}
