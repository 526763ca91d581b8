package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears within milliseconds of files that shims write, whoever started them. What the system does not tell (no watches
 * left, a shim that was killed) is found by a sweep every second.
 */
final class FolderWatch implements AutoCloseable {

    private static final long SWEEP_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final WatchService service;
    private final Map<WatchKey, Run> watched = new ConcurrentHashMap<>();
    private final Map<Run, WatchKey> keys = new ConcurrentHashMap<>();
    private final Consumer<Run> changed;
    private final Runnable sweep;
    private final Thread thread = new Thread(this::run, "process-watch");

    FolderWatch(Consumer<Run> changed, Runnable sweep) {
        this.changed = changed;
        this.sweep = sweep;
        thread.setDaemon(true);
        try {
            service = Path.of("/").getFileSystem().newWatchService();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch files: " + e.getMessage(), e);
        }
    }

    void start() {
        thread.start();
    }

    void add(Run run) {
        try {
            WatchKey key = run.folder
                    .path()
                    .register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            watched.put(key, run);
            keys.put(run, key);
        } catch (IOException e) {
            LOG.warn("{} is looked at only every second: {}", run.folder.path(), e.getMessage());
        }
    }

    void remove(Run run) {
        WatchKey key = keys.remove(run);
        if (key != null) {
            watched.remove(key);
            key.cancel();
        }
    }

    private void run() {
        long sweepAt = System.nanoTime();
        try {
            while (true) {
                WatchKey key = service.poll(SWEEP_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    Run run = watched.get(key);
                    key.pollEvents();
                    key.reset();
                    if (run != null) {
                        changed.accept(run);
                    }
                }
                if (System.nanoTime() - sweepAt >= 0) {
                    sweepAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS);
                    sweep.run();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("while closing", e);
        }
    }
}
