package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.LookPace;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of containers, out of the two files that each writes itself. One thread looks at the sizes of all files
 * that are followed and keeps them within their bound.
 */
final class LogFiles implements LogSource, AutoCloseable {

    private static final long BOUND_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private final PodShelf shelf;
    private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();
    private final Map<Run, LogBound[]> bounds = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "process-logs");

    LogFiles(PodShelf shelf) {
        this.shelf = shelf;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public Closeable follow(ContainerRef container, Position after, Sink sink) {
        Run run = shelf.run(container);
        if (run == null) {
            return nothing(sink);
        }
        LogFollower[] made = new LogFollower[1];
        try {
            made[0] = new LogFollower(run, after, sink, bounds(run), () -> followers.remove(made[0]));
        } catch (IOException e) {
            return nothing(sink); // removed this moment
        }
        followers.add(made[0]);
        made[0].start();
        return made[0];
    }

    /** Of a run that is not there any more. */
    private static Closeable nothing(Sink sink) {
        Thread thread = new Thread(
                () -> {
                    try {
                        sink.end();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "process-log");
        thread.setDaemon(true);
        thread.start();
        return thread::interrupt;
    }

    private LogBound[] bounds(Run run) {
        return bounds.computeIfAbsent(
                run, r -> new LogBound[] {new LogBound(r.folder.stdout()), new LogBound(r.folder.stderr())});
    }

    /** Bytes that the lines of a run take on disk, or -1. */
    long sizeBytes(Run run) {
        try {
            LogBound[] both = bounds(run);
            return both[0].sizeBytes() + both[1].sizeBytes();
        } catch (IOException e) {
            return -1;
        }
    }

    private void run() {
        long boundAt = System.nanoTime();
        LookPace pace = new LookPace();
        try {
            while (true) {
                long rest = pace.round(followers);
                if (System.nanoTime() - boundAt >= 0) {
                    boundAt = System.nanoTime() + BOUND_MILLIS * 1_000_000;
                    bound();
                }
                Thread.sleep(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void bound() {
        for (Run run : shelf.live()) {
            for (LogBound bound : bounds(run)) {
                try {
                    bound.check();
                } catch (IOException e) {
                    LOG.warn("the log of {} cannot be bounded: {}", run.folder.path(), e.getMessage());
                }
            }
        }
        bounds.keySet().removeIf(run -> !run.folder.exists());
    }

    @Override
    public void close() {
        thread.interrupt();
        followers.forEach(LogFollower::close);
    }
}
