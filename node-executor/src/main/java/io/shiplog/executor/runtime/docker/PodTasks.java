package io.shiplog.executor.runtime.docker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks of one pod one after the other, of different pods side by side on few workers; what is urgent (stops, ends)
 * before starts. A
 * pull, which may take minutes, runs on workers of its own while its pod's other tasks wait for it.
 */
final class PodTasks implements AutoCloseable {

    /** Starts side by side: on two cores more only makes each one slower (measured: 4 are best, 8 a second). */
    static final int WORKERS = 4;
    /** Pulls side by side. */
    static final int PULLERS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(PodTasks.class);

    /** A task that says when it is over, maybe from another thread. */
    interface Task {
        void run(Runnable done);
    }

    private record Entry(boolean urgent, Task task) {}

    private record Slot(boolean urgent, long order, Runnable work) implements Runnable, Comparable<Slot> {
        @Override
        public void run() {
            work.run();
        }

        @Override
        public int compareTo(Slot other) {
            return urgent != other.urgent ? (urgent ? -1 : 1) : Long.compare(order, other.order);
        }
    }

    private final ThreadPoolExecutor workers = pool("docker-worker", WORKERS);
    private final ThreadPoolExecutor pullers = pool("docker-pull", PULLERS);
    private final Map<String, ArrayDeque<Entry>> queues = new HashMap<>();
    private long order;

    private static ThreadPoolExecutor pool(String name, int size) {
        return new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Adds a task behind those of the same pod. */
    synchronized void add(String uid, boolean urgent, Task task) {
        ArrayDeque<Entry> queue = queues.computeIfAbsent(uid, u -> new ArrayDeque<>());
        queue.add(new Entry(urgent, task));
        if (queue.size() == 1) {
            submit(uid, queue.element());
        }
    }

    private void submit(String uid, Entry entry) {
        if (!workers.isShutdown()) {
            workers.execute(new Slot(entry.urgent(), order++, () -> run(uid, entry)));
        }
    }

    /** Goes on with a task on a puller. */
    synchronized void pull(Runnable work) {
        if (!pullers.isShutdown()) {
            pullers.execute(new Slot(false, order++, work));
        }
    }

    private void run(String uid, Entry entry) {
        try {
            entry.task().run(() -> done(uid));
        } catch (RuntimeException e) {
            LOG.error("a task of pod {} failed", uid, e);
            done(uid);
        }
    }

    private synchronized void done(String uid) {
        ArrayDeque<Entry> queue = queues.get(uid);
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
        pullers.shutdownNow();
    }
}
