package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.LogSource.Line;
import io.shiplog.executor.runtime.LogSource.Position;
import io.shiplog.executor.runtime.LogSource.Sink;
import io.shiplog.executor.runtime.LookPace;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads both streams of one run from a position, on a thread of its own that sleeps until it is woken. */
final class LogFollower extends LookPace.Looked implements Closeable, LogStream.Taker {

    /** It looks by itself after this long, should nobody have woken it. */
    private static final long LOOK_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

    private final Run run;
    private final Sink sink;
    private final LogStream out;
    private final LogStream err;
    private final Runnable left;
    private final Thread thread = new Thread(this::run, "process-log");
    private volatile boolean closed;
    /** Guarded by this. */
    private boolean woken;

    /** Opens the files. The token of a position is the offset in stdout, a colon, and the offset in stderr. */
    LogFollower(Run run, Position after, Sink sink, LogBound[] bounds, Runnable left) throws IOException {
        this.run = run;
        this.sink = sink;
        this.left = left;
        String[] token = after.token().isEmpty()
                ? new String[] {"0", "0"}
                : after.token().split(":");
        out = new LogStream(run.folder.stdout(), false, Long.parseLong(token[0]), bounds[0]);
        err = new LogStream(run.folder.stderr(), true, Long.parseLong(token[1]), bounds[1]);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Wakes it when there is something for it; true when there was. */
    @Override
    protected boolean look() {
        try {
            boolean more = run.quiet || out.hasMore() || err.hasMore();
            if (more) {
                wake();
            }
            return more;
        } catch (IOException e) {
            wake();
            return true;
        }
    }

    private synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        try {
            while (!closed) {
                boolean over = run.quiet;
                boolean moved = out.drain(this);
                moved |= err.drain(this);
                if (moved) {
                    continue;
                }
                if (over) {
                    out.last(this);
                    err.last(this);
                    sink.end();
                    return;
                }
                await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the log of {} cannot be read: {}", run.folder.path(), e.getMessage());
        } finally {
            left.run();
            shut();
        }
    }

    private synchronized void await() throws InterruptedException {
        if (!woken) {
            wait(LOOK_MILLIS);
        }
        woken = false;
    }

    private void shut() {
        try {
            out.close();
            err.close();
        } catch (IOException e) {
            LOG.debug("while closing", e);
        }
    }

    @Override
    public void line(long timeNanos, boolean stderr, byte[] text, boolean partial) throws InterruptedException {
        sink.line(new Line(timeNanos, stderr, text, partial, out.offset() + ":" + err.offset()));
    }

    @Override
    public void dropped(long lines) throws InterruptedException {
        sink.dropped(lines);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
