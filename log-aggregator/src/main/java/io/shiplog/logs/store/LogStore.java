package io.shiplog.logs.store;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.BlockFormat;
import io.shiplog.logs.line.Chunk;
import io.shiplog.logs.line.Retention;
import io.shiplog.logs.line.RunFacts;
import io.shiplog.logs.line.RunKey;
import io.shiplog.schemas.record.LogBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lines that are kept, as the topic brought them. A view: what is lost of it is read again from the topic as far
 * as that reaches back. One thread writes; any number read, and see a block as soon as it is written. Nothing is forced
 * to the disk: after a kill what was written is there, after a power cut a torn end is cut off.
 */
public final class LogStore implements AutoCloseable {

    /** Runs of which no line is left and that are still known, so that their gap can be named. */
    private static final int EMPTY_RUNS_MAX = 20_000;
    /** Longer names and values of labels are nobody's. */
    private static final int LABEL_LENGTH_MAX = 512;

    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

    private final SegmentFiles files;
    private final StoreCheckpoint checkpoint;
    private final StoreLimits limits;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<RunKey, Run> runs = new HashMap<>();
    private final Map<String, Set<RunKey>> runsByPod = new HashMap<>();
    private final Map<RunKey, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final List<Tap> taps = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong doubles = new AtomicLong();
    private Map<Integer, Long> offsets = Map.of();

    /** Hears of every block that is written, on the writing thread: it must not wait. */
    public interface Tap {
        void written(RunFacts facts, Block block);
    }

    private LogStore(Path dir, StoreLimits limits) {
        this.files = new SegmentFiles(dir.resolve("runs"));
        this.checkpoint = new StoreCheckpoint(dir.resolve("checkpoint"));
        this.limits = limits;
    }

    /** Opens what there is in a directory, or an empty store. */
    public static LogStore open(Path dir, StoreLimits limits) throws IOException {
        Files.createDirectories(dir);
        LogStore store = new LogStore(dir, limits);
        store.restore();
        return store;
    }

    private void restore() throws IOException {
        StoreCheckpoint.Loaded loaded = checkpoint.read(files);
        boolean whole = loaded != null;
        Set<Path> known = new HashSet<>();
        for (Run run : loaded == null ? List.<Run>of() : loaded.runs()) {
            whole &= check(run);
            run.segments.values().forEach(segment -> known.add(segment.file));
            enter(run);
        }
        for (Path file : files.all()) {
            if (!known.contains(file)) {
                adopt(file);
            }
        }
        for (Run run : runs.values()) {
            run.segments.values().forEach(run::took);
            run.segments.values().forEach(segment -> bytes.addAndGet(segment.length));
        }
        offsets = whole && loaded != null ? loaded.offsets() : Map.of();
    }

    /** Looks what has become of a run's files since the checkpoint; false when something of them is lost. */
    private boolean check(Run run) throws IOException {
        boolean whole = true;
        for (Segment segment : List.copyOf(run.segments.values())) {
            long size = SegmentFiles.size(segment.file);
            if (size < 0) {
                run.segments.remove(segment.firstLine); // retention took it
            } else if (size < segment.length) {
                whole = false;
                run.segments.remove(segment.firstLine);
                run.nextLine = 0;
                run.ended = false;
            } else if (size > segment.length) {
                files.scanOn(segment);
            }
        }
        return whole;
    }

    private void adopt(Path file) throws IOException {
        SegmentFiles.Scanned scanned = files.scan(file);
        if (scanned == null) {
            LOG.warn("{} holds no line that is whole and is deleted", file);
            files.delete(file);
            return;
        }
        Run run = runs.get(scanned.facts().key());
        if (run == null) {
            run = new Run(scanned.facts());
            enter(run);
        }
        run.add(scanned.segment());
    }

    private void enter(Run run) {
        runs.put(run.facts.key(), run);
        runsByPod
                .computeIfAbsent(pod(run.facts.namespace(), run.facts.pod()), any -> new HashSet<>())
                .add(run.facts.key());
    }

    private static String pod(String namespace, String name) {
        return namespace + "/" + name;
    }

    // ---------------------------------------------------------------- writer

    /** Where the topic is to be read on, by partition; what is missing, from its beginning. */
    public Map<Integer, Long> offsets() {
        return offsets;
    }

    /** Writes records in their order. What has been written before is left out, so a failed call may be repeated. */
    public void append(List<Arrived> records) throws IOException {
        Map<RunKey, List<Arrived>> byRun = new LinkedHashMap<>();
        for (Arrived record : records) {
            LogBatch batch = record.batch();
            if (SegmentFiles.nameable(batch.getUid(), batch.getContainer())) {
                RunKey key = new RunKey(batch.getUid(), batch.getContainer(), batch.getAttempt());
                byRun.computeIfAbsent(key, any -> new ArrayList<>()).add(record);
            } else {
                LOG.warn("lines without a proper name at {}-{} are left out", record.partition(), record.offset());
            }
        }
        for (Map.Entry<RunKey, List<Arrived>> entry : byRun.entrySet()) {
            append(entry.getKey(), entry.getValue());
        }
    }

    private void append(RunKey key, List<Arrived> records) throws IOException {
        Run known = runs.get(key);
        Intake intake = known == null ? new Intake(0, false) : new Intake(known.nextLine, known.ended);
        records.forEach(intake::take);
        doubles.addAndGet(intake.doubles());
        List<Block> blocks = intake.blocks();
        if (blocks.isEmpty()) {
            return;
        }
        Run run = known == null ? new Run(facts(key, records.get(0).batch())) : known;
        for (Block block : blocks) {
            write(run, block);
        }
        listeners.getOrDefault(key, List.of()).forEach(Runnable::run);
    }

    private static RunFacts facts(RunKey key, LogBatch batch) {
        Map<String, String> labels = new LinkedHashMap<>();
        batch.getLabels().forEach((name, value) -> {
            if (name.length() <= LABEL_LENGTH_MAX && value.length() <= LABEL_LENGTH_MAX) {
                labels.put(name, value);
            }
        });
        return new RunFacts(key, cut(batch.getNamespace()), cut(batch.getPod()), cut(batch.getNode()), labels);
    }

    private static String cut(String name) {
        return name.length() <= LABEL_LENGTH_MAX ? name : name.substring(0, LABEL_LENGTH_MAX);
    }

    private void write(Run run, Block block) throws IOException {
        byte[] encoded = BlockFormat.encode(block);
        Segment newest = run.newest();
        boolean full = newest == null || newest.full(block.origin().appendedMillis(), limits.segmentAgeMillisMax());
        Segment segment =
                newest == null || full ? Segment.fresh(files.path(run.facts.key(), block.firstLine()), block) : newest;
        boolean fresh = segment != newest;
        if (fresh) {
            segment.length = files.create(segment.file, run.facts);
            bytes.addAndGet(segment.length);
        }
        files.append(segment.file, segment.length, encoded);
        lock.writeLock().lock();
        try {
            segment.add(block, encoded.length);
            if (fresh) {
                run.add(segment);
            } else {
                run.took(segment);
            }
            if (!runs.containsKey(run.facts.key())) {
                enter(run);
            }
        } finally {
            lock.writeLock().unlock();
        }
        bytes.addAndGet(encoded.length);
        taps.forEach(tap -> tap.written(run.facts, block));
    }

    /** Deletes what is too old or too much; how many files. */
    public int clean(long nowMillis) throws IOException {
        record Place(Run run, Segment segment) {}
        List<Retention.Held<Place>> held = new ArrayList<>();
        for (Run run : runs.values()) {
            for (Segment segment : run.segments.values()) {
                held.add(new Retention.Held<>(new Place(run, segment), segment.length, segment.lastMillis));
            }
        }
        List<Place> victims = limits.retention().victims(held, nowMillis);
        for (Place victim : victims) {
            inWriteLock(() -> victim.run.segments.remove(victim.segment.firstLine));
            bytes.addAndGet(-victim.segment.length);
            files.delete(victim.segment.file);
        }
        forgetEmptyRuns();
        return victims.size();
    }

    private void forgetEmptyRuns() {
        List<Run> empty = new ArrayList<>(
                runs.values().stream().filter(run -> run.segments.isEmpty()).toList());
        empty.sort(Comparator.comparingLong(run -> run.lastMillis));
        for (Run run : empty.subList(0, Math.max(0, empty.size() - EMPTY_RUNS_MAX))) {
            inWriteLock(() -> {
                runs.remove(run.facts.key());
                String pod = pod(run.facts.namespace(), run.facts.pod());
                Set<RunKey> siblings = runsByPod.get(pod);
                if (siblings != null && siblings.remove(run.facts.key()) && siblings.isEmpty()) {
                    runsByPod.remove(pod);
                }
            });
        }
    }

    /** Keeps the index, and that everything of the topic below these offsets is in it. */
    public void keep(Map<Integer, Long> next) throws IOException {
        checkpoint.write(runs.values(), next);
        offsets = Map.copyOf(next);
    }

    // ---------------------------------------------------------------- readers

    /** A run as it is now, or null. */
    public @Nullable RunView view(RunKey key) {
        return inReadLock(() -> {
            Run run = runs.get(key);
            return run == null ? null : run.view();
        });
    }

    /** Runs of all pods that ever had this name and of which something is kept. */
    public List<RunView> ofPod(String namespace, String name) {
        return inReadLock(() -> {
            List<RunView> out = new ArrayList<>();
            for (RunKey key : runsByPod.getOrDefault(pod(namespace, name), Set.of())) {
                Run run = runs.get(key);
                if (run != null) {
                    out.add(run.view());
                }
            }
            return out;
        });
    }

    /** Runs that somebody may want. */
    public List<RunKey> find(Predicate<RunFacts> wanted) {
        return inReadLock(() -> runs.values().stream()
                .map(run -> run.facts)
                .filter(wanted)
                .map(RunFacts::key)
                .toList());
    }

    /** True when the run is over and every line of it has been written. */
    public boolean ended(RunKey key) {
        return inReadLock(() -> {
            Run run = runs.get(key);
            return run != null && run.ended;
        });
    }

    /** Reads a run from a file and a place in it on. */
    public RunReader reader(RunKey key, long segment, long position) {
        return new RunReader(this, key, segment, position);
    }

    /** Calls back on the writing thread after more of a run has been written, until it is closed. */
    public AutoCloseable listen(RunKey key, Runnable listener) {
        listeners.compute(key, (any, there) -> {
            List<Runnable> list = there == null ? new CopyOnWriteArrayList<>() : there;
            list.add(listener);
            return list;
        });
        return () -> listeners.computeIfPresent(key, (any, there) -> {
            there.remove(listener);
            return there.isEmpty() ? null : there;
        });
    }

    /** Hears of every block from now on, until it is closed. */
    public AutoCloseable tap(Tap tap) {
        taps.add(tap);
        return () -> taps.remove(tap);
    }

    /**
     * A file that can be read.
     *
     * @param begin of its blocks
     * @param end of what is whole
     */
    record Readable(long segment, Path file, long begin, long end) {}

    /** The first file of a run that begins at this line or later, or null. */
    @Nullable
    Readable readable(RunKey key, long segment) {
        return inReadLock(() -> {
            Run run = runs.get(key);
            Map.Entry<Long, Segment> found = run == null ? null : run.segments.ceilingEntry(segment);
            if (found == null) {
                return null;
            }
            Segment it = found.getValue();
            List<Chunk> chunks = it.chunks;
            return new Readable(it.firstLine, it.file, chunks.get(0).position(), it.length);
        });
    }

    /** Bytes of all files. */
    public long bytes() {
        return bytes.get();
    }

    /** Lines that came a second time. */
    public long doubles() {
        return doubles.get();
    }

    /** Runs that are known. */
    public int runs() {
        return inReadLock(runs::size);
    }

    @Override
    public void close() {
        files.close();
    }

    private void inWriteLock(Runnable work) {
        lock.writeLock().lock();
        try {
            work.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T extends @Nullable Object> T inReadLock(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }
}
