package io.shiplog.executor.runtime.process;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work of one pod one after the other, of different pods side by side on few workers. */
final class PodQueue implements AutoCloseable {

    /** Pods worked on at once. A start takes some milliseconds; a removal may wait for processes to end. */
    static final int WORKERS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(PodQueue.class);

    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, work -> {
        Thread thread = new Thread(work, "process-worker");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, ArrayDeque<Runnable>> queues = new HashMap<>();

    /** Adds work behind that of the same pod. */
    synchronized void add(String uid, Runnable work) {
        ArrayDeque<Runnable> queue = queues.computeIfAbsent(uid, u -> new ArrayDeque<>());
        queue.add(work);
        if (queue.size() == 1) {
            submit(uid, work);
        }
    }

    private void submit(String uid, Runnable work) {
        if (!workers.isShutdown()) {
            workers.execute(() -> run(uid, work));
        }
    }

    private void run(String uid, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("work of pod {} failed", uid, e);
        } finally {
            done(uid);
        }
    }

    private synchronized void done(String uid) {
        ArrayDeque<Runnable> queue = queues.get(uid);
        if (queue == null) {
            return;
        }
        queue.poll();
        if (queue.isEmpty()) {
            queues.remove(uid);
        } else {
            submit(uid, queue.element());
        }
    }

    @Override
    public synchronized void close() {
        workers.shutdownNow();
    }
}
