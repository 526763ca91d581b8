package io.shiplog.scheduler.kafka;

import io.shiplog.scheduler.core.Kept;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.schemas.checkpoint.CheckpointFile;
import io.shiplog.schemas.checkpoint.UnusableCheckpointException;
import io.shiplog.schemas.role.ClusterContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the scheduler knows in a file of its data directory, so that a start reads the tail of resources. The
 * loop's thread only takes references (a third of a second for a million pods); a thread of its own writes.
 */
final class SchedulerCheckpoint implements AutoCloseable {

    /** Not more often than this. */
    static final Duration EVERY = Duration.ofMinutes(1);
    /** A tail of fewer records is read as fast as a checkpoint is. */
    static final long TAIL_MIN = 1_000;
    /** A tail may be as long as this part of what is known: a large cluster is not written anew for a small change. */
    static final long TAIL_SHARE = 8;
    /** Written anew even when little happens, lest it grow too old to be used. */
    static final Duration RENEWED_AFTER = Duration.ofHours(12);

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerCheckpoint.class);
    private static final long WRITE_SECONDS_MAX = 5;

    private final CheckpointFile file;
    private final LongSupplier wallMillis;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "scheduler-checkpoint");
        thread.setDaemon(true);
        return thread;
    });
    /** Offset of the last one that was handed to the writer. */
    private long keptNext;
    /** When that was. */
    private Instant keptAt = Instant.EPOCH;

    SchedulerCheckpoint(CheckpointFile file, LongSupplier wallMillis) {
        this.file = file;
        this.wallMillis = wallMillis;
    }

    /** The scheduler's file in its data directory. */
    static CheckpointFile file(ClusterContext context) {
        return new CheckpointFile(
                context.dataDir().resolve("scheduler.checkpoint"),
                Kept.FORMAT,
                context.clusterId(),
                context.namespacePartitions());
    }

    /** The next start reads the log from its beginning. */
    static void forget(ClusterContext context) {
        try {
            file(context).delete();
        } catch (IOException e) {
            LOG.warn("cannot take the scheduler's checkpoint away: {}", e.toString());
        }
    }

    /**
     * Lets a scheduler that has seen nothing know what the file holds, if it holds something usable.
     *
     * @param begin first offset of resources
     * @param end its end
     * @return the offset to read on from; begin when there is nothing to restore
     */
    long restore(SchedulerCore core, long begin, long end, Instant now) {
        keptAt = now;
        keptNext = begin;
        try {
            CheckpointFile.Loaded<Kept> loaded = file.read(
                    begin,
                    end,
                    wallMillis.getAsLong(),
                    in -> Kept.read(in, core.snapshot().resources()));
            if (loaded == null) {
                return begin;
            }
            core.restore(loaded.view());
            keptNext = loaded.next();
            LOG.info(
                    "restored {} nodes and {} pods as of offset {}; {} offsets are left to be read",
                    loaded.view().nodes().size(),
                    loaded.view().pods().size(),
                    keptNext,
                    end - keptNext);
        } catch (UnusableCheckpointException e) {
            LOG.warn("discarding {}, resources are read from their start: {}", file, e.getMessage());
        }
        return keptNext;
    }

    /**
     * Writes in the background when it is time to.
     *
     * @param next first offset of resources that the scheduler has not taken in
     */
    void offer(SchedulerCore core, long next, Instant now) {
        if (isDue(next, now, core.knownCount()) && writing.compareAndSet(false, true)) {
            keptAt = now;
            keptNext = next;
            Kept kept = core.keep();
            writer.execute(() -> {
                try {
                    write(kept, next);
                } finally {
                    writing.set(false);
                }
            });
        }
    }

    private boolean isDue(long next, Instant now, int known) {
        Duration age = Duration.between(keptAt, now);
        return age.compareTo(RENEWED_AFTER) >= 0
                || (age.compareTo(EVERY) >= 0 && next - keptNext >= Math.max(TAIL_MIN, known / TAIL_SHARE));
    }

    /** Writes now, behind what the background still writes; for a clean end. */
    void finish(SchedulerCore core, long next) {
        if (next != keptNext) {
            keptNext = next;
            Kept kept = core.keep();
            writer.execute(() -> write(kept, next));
        }
    }

    private void write(Kept kept, long next) {
        try {
            file.write(next, wallMillis.getAsLong(), kept::write);
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot keep the scheduler's checkpoint: {}", e.toString());
        }
    }

    /** Waits for what is being written, for some seconds. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(WRITE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("the scheduler's checkpoint was not written in time; the one before it stays");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
