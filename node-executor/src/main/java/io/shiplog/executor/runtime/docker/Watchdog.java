package io.shiplog.executor.runtime.docker;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends calls that take too long. Neither the client's transport nor the JDK's channels know a time limit on a Unix
 * socket, but both give up when their thread is interrupted or their channel is closed.
 */
final class Watchdog {

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private Watchdog() {}

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor out = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "docker-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        out.setRemoveOnCancelPolicy(true);
        return out;
    }

    /** Interrupts one call, and nothing that its thread does afterwards. */
    private static final class Bite implements Runnable {
        private final Thread thread = Thread.currentThread();
        private boolean over;
        private boolean bitten;

        @Override
        public synchronized void run() {
            if (!over) {
                bitten = true;
                thread.interrupt();
            }
        }

        synchronized boolean end() {
            over = true;
            if (bitten) {
                Thread.interrupted();
            }
            return bitten;
        }
    }

    /** Throws EngineAwayException when the call takes longer; other exceptions pass. */
    static <T> T within(Duration limit, Supplier<T> call) {
        Bite bite = new Bite();
        ScheduledFuture<?> timer = CLOCK.schedule(bite, limit.toMillis(), TimeUnit.MILLISECONDS);
        T out;
        try {
            out = call.get();
        } catch (RuntimeException e) {
            if (bite.end()) {
                throw new EngineAwayException("the engine did not answer within " + limit.toSeconds() + "s", true, e);
            }
            throw e;
        } finally {
            timer.cancel(false);
        }
        bite.end();
        return out;
    }

    /** Closes a connection after a time, unless the result is cancelled. */
    static ScheduledFuture<?> closeAfter(Duration limit, Closeable connection) {
        return CLOCK.schedule(() -> close(connection), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // it is closed, which was wanted
        }
    }
}
