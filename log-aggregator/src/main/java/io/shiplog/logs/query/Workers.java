package io.shiplog.logs.query;

import io.shiplog.schemas.object.StatusException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that read files, so that no event loop does. What does not fit into their queue is refused. */
public final class Workers implements AutoCloseable {

    private final ThreadPoolExecutor threads;

    /**
     * Threads that end when there is nothing to do.
     *
     * @param waitingMax tasks that may wait
     */
    public Workers(String name, int count, int waitingMax) {
        AtomicInteger made = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                count, count, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waitingMax), work -> {
                    Thread thread = new Thread(work, name + "-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs it soon. Throws StatusException 429 when too much waits already. */
    void run(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            throw StatusException.of(
                    429, "TooManyRequests", "too many requests for lines are being answered, please try again later");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
