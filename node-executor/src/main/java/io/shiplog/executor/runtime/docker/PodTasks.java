package io.shiplog.executor.runtime.docker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks of one pod one after the other, of different pods side by side on few workers; starts on workers of their own,
 * so that stops and ends never wait behind them. A task that finds the engine away is kept, with everything behind it,
 * until the engine is back.
 */
final class PodTasks implements AutoCloseable {

    /** Starts side by side: on two cores more only makes each one slower (measured: 4 are best, 8 a second). */
    static final int STARTERS = 4;
    /** Tasks that one pod may have waiting; more are dropped, since calls are repeated and ends are listed anew. */
    static final int TASKS_MAX = 256;
    /** Stops, removals and looks at what has ended, side by side. */
    static final int ENDERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(PodTasks.class);

    private record Entry(boolean urgent, Runnable task) {}

    private final ThreadPoolExecutor starters = pool("docker-start", STARTERS);
    private final ThreadPoolExecutor enders = pool("docker-end", ENDERS);
    private final Map<String, ArrayDeque<Entry>> queues = new HashMap<>();
    private final Set<String> held = new HashSet<>();

    private static ThreadPoolExecutor pool(String name, int size) {
        ThreadPoolExecutor out =
                new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        out.allowCoreThreadTimeOut(true);
        return out;
    }

    /** Adds a task behind those of the same pod. */
    synchronized void add(String uid, boolean urgent, Runnable task) {
        ArrayDeque<Entry> queue = queues.computeIfAbsent(uid, u -> new ArrayDeque<>());
        if (queue.size() >= TASKS_MAX) {
            LOG.warn("pod {} has {} tasks waiting; one more is dropped", uid, TASKS_MAX);
            return;
        }
        queue.add(new Entry(urgent, task));
        if (queue.size() == 1) {
            submit(uid, queue.element());
        }
    }

    /** Tries again what found the engine away. */
    synchronized void resume() {
        for (String uid : held) {
            ArrayDeque<Entry> queue = queues.get(uid);
            if (queue != null) {
                submit(uid, queue.element());
            }
        }
        held.clear();
    }

    private void submit(String uid, Entry entry) {
        ThreadPoolExecutor pool = entry.urgent() ? enders : starters;
        if (!pool.isShutdown()) {
            pool.execute(() -> run(uid, entry));
        }
    }

    private void run(String uid, Entry entry) {
        try {
            entry.task().run();
        } catch (EngineAwayException e) {
            LOG.debug("the engine is away; what pod {} needs waits for it", uid, e);
            hold(uid);
            return;
        } catch (RuntimeException e) {
            LOG.warn("a task of pod {} failed: {}", uid, e.getMessage(), e);
        }
        done(uid);
    }

    private synchronized void hold(String uid) {
        held.add(uid);
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
        starters.shutdownNow();
        enders.shutdownNow();
    }
}
