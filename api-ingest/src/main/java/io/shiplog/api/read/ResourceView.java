package io.shiplog.api.read;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one topic says the cluster is now, in memory, with the recent past of every kind. One writer, many readers. A
 * batch
 * of records becomes visible at once, so a list never shows half of it, and a list's version is above that of all it
 * holds.
 */
public final class ResourceView {

    /** How long a read waits for a version that the view has not reached, as Kubernetes does. */
    public static final long VERSION_WAIT_MILLIS = 3_000;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, KindFeed> feeds = new HashMap<>();
    private final Waiters waiters;
    private final int windowCountMax;
    private final long windowBytesMax;
    private long floor;
    private long last = -1;
    private boolean settled;
    private volatile long next;

    /**
     * An empty view.
     *
     * @param completions where futures are completed, so that no reader's work runs on the writer's thread
     * @param windowCountMax events kept for each kind
     * @param windowBytesMax bytes of events kept for each kind
     */
    public ResourceView(Executor completions, int windowCountMax, long windowBytesMax) {
        this.waiters = new Waiters(completions);
        this.windowCountMax = windowCountMax;
        this.windowBytesMax = windowBytesMax;
        this.floor = -1;
    }

    // ---------------------------------------------------------------- writer

    /**
     * Starts from a state that was kept elsewhere. Its past is unknown, so watches from below its last record are
     * refused.
     *
     * @param lastRecord offset of the last record that the state holds
     * @param from where the log is read on; above lastRecord, for markers take offsets too
     */
    public void restore(Map<Kind, List<Stored>> objects, long lastRecord, long from) {
        inWriteLock(() -> {
            floor = lastRecord;
            last = lastRecord;
            objects.forEach((kind, list) -> list.forEach(feed(kind)::restore));
            next = from;
        });
    }

    /**
     * Takes in records, all at once.
     *
     * @param passed everything below this offset is now in the view
     */
    public void publish(List<Update> updates, long passed) {
        Set<Watcher> told = new LinkedHashSet<>();
        inWriteLock(() -> {
            for (Update update : updates) {
                last = Math.max(last, update.offset());
                WatchEvent event = feed(update.kind()).apply(update, told);
                if (event != null) {
                    waiters.seen(update.object().key(), event);
                }
            }
            next = Math.max(next, passed);
        });
        told.forEach(Watcher::signal);
        waiters.passed(passed);
    }

    /** Says that the log's past has been read: what comes from here on is new, and comes slowly. */
    public void settle() {
        inWriteLock(() -> {
            settled = true;
            feeds.values().forEach(KindFeed::settle);
        });
    }

    /** Says that the log's past up to here may have holes (compaction): watches from below are refused. */
    public void raiseFloor(long version) {
        inWriteLock(() -> {
            floor = Math.max(floor, version);
            feeds.values().forEach(feed -> feed.window().raiseFloor(version));
        });
    }

    /** Keeps only the newest objects of a kind; see {@link KindFeed#keepNewest}. */
    public void keepNewest(Kind kind, int max) {
        inWriteLock(() -> feed(kind).keepNewest(max));
    }

    // ---------------------------------------------------------------- readers

    /** The object, or null. */
    public @Nullable Stored get(Kind kind, String namespace, String name) {
        return inReadLock(kind, feed -> feed.get(kind.namespaced() ? namespace : "", name));
    }

    /** All objects of a namespace, or of all when it is empty. */
    public Snapshot list(Kind kind, String namespace) {
        return list(kind, namespace, "", Long.MAX_VALUE);
    }

    /**
     * A part of them.
     *
     * @param after {@link Snapshot#order} of the last object that is known already, or empty
     * @param max so many at most
     */
    public Snapshot list(Kind kind, String namespace, String after, long max) {
        return inReadLock(kind, feed -> snapshot(feed.part(namespace, after, max), version()));
    }

    /**
     * What {@link #list} would have said when the view's version was this one, as far as the window reaches back.
     *
     * @throws StatusException 410 when the version is below the window
     */
    public Snapshot listAt(long version, Kind kind, String namespace, String after, long max) {
        return inReadLock(kind, feed -> snapshot(feed.partAsOf(version, namespace, after, max), version));
    }

    private static Snapshot snapshot(OrderedObjects.Part part, long version) {
        return new Snapshot(part.objects(), version, part.total());
    }

    /**
     * Starts a watch: events above a version, and from then on what happens.
     *
     * @param signal see {@link Watcher}
     * @throws StatusException 410 when the version is below the window
     */
    public Watcher watch(Kind kind, String namespace, long version, Runnable signal) {
        Watcher watcher = watcher(kind, namespace, signal);
        inWriteLock(() -> {
            KindFeed feed = feed(kind);
            for (WatchEvent event : feed.window().after(version)) {
                String place = event.now().object().namespace();
                if (namespace.isEmpty() || namespace.equals(place)) {
                    watcher.preload(event);
                }
            }
            feed.add(namespace, watcher);
        });
        return watcher;
    }

    /** A watch that begins with the state. */
    public record Started(Snapshot state, Watcher watcher) {}

    /** Starts a watch from the state of this moment. */
    public Started watchState(Kind kind, String namespace, Runnable signal) {
        Watcher watcher = watcher(kind, namespace, signal);
        lock.writeLock().lock();
        try {
            KindFeed feed = feed(kind);
            feed.add(namespace, watcher);
            return new Started(snapshot(feed.part(namespace, "", Long.MAX_VALUE), version()), watcher);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The version that a watcher with nothing left to send has reached, or -1 while it has something. */
    public long reached(Watcher watcher) {
        lock.readLock().lock();
        try {
            return watcher.isEmpty() ? version() : -1;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** resourceVersion of the state of this moment. */
    public long version() {
        return Math.max(0, next - 1);
    }

    /** Everything below this offset is in the view. */
    public long next() {
        return next;
    }

    /** Completes once everything below the offset is in the view. */
    public CompletableFuture<Void> whenPassed(long offset) {
        return waiters.untilPassed(offset, () -> next);
    }

    /**
     * Completes with the event that made an object this version, or with a newer state when that is what the view
     * holds.
     * Never completes by itself when no such version comes: give it a timeout.
     */
    public CompletableFuture<WatchEvent> whenVersion(Kind kind, ObjectKey key, String uid, long version) {
        CompletableFuture<WatchEvent> out = new CompletableFuture<>();
        inWriteLock(() -> {
            WatchEvent there = known(feed(kind), key, uid, version);
            if (there != null) {
                out.complete(there);
            } else {
                waiters.untilVersion(key, uid, version, out);
            }
        });
        return out;
    }

    private static @Nullable WatchEvent known(KindFeed feed, ObjectKey key, String uid, long version) {
        Stored current = feed.get(key.namespace(), key.name());
        if (current != null && current.object().uid().equals(uid)) {
            return current.object().version() < version ? null : new WatchEvent(null, current, false, Frames.NONE);
        }
        WatchEvent gone = feed.gone(key);
        boolean it = gone != null
                && gone.now().object().uid().equals(uid)
                && gone.now().object().version() >= version;
        return it ? gone : null;
    }

    /** Objects of a kind. */
    public int count(Kind kind) {
        return inReadLock(kind, KindFeed::size);
    }

    /** Open watches. */
    public int watching() {
        lock.readLock().lock();
        try {
            return feeds.values().stream().mapToInt(KindFeed::watching).sum();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Everything, with the offset to go on from: what a checkpoint keeps. */
    public record Contents(Map<Kind, Collection<Stored>> objects, long last, long next) {}

    /** All objects of these kinds at one moment. */
    public Contents contents(Collection<Kind> kinds) {
        lock.readLock().lock();
        try {
            Map<Kind, Collection<Stored>> out = new HashMap<>();
            for (Kind kind : kinds) {
                KindFeed feed = feeds.get(name(kind));
                if (feed != null) {
                    out.put(kind, new ArrayList<>(feed.of("")));
                }
            }
            return new Contents(out, last, next);
        } finally {
            lock.readLock().unlock();
        }
    }

    private Watcher watcher(Kind kind, String namespace, Runnable signal) {
        return new Watcher(signal, closed -> inWriteLock(() -> feed(kind).remove(namespace, closed)));
    }

    private static String name(Kind kind) {
        return kind.group() + "/" + kind.kind();
    }

    /** Only under the write lock. */
    private KindFeed feed(Kind kind) {
        return feeds.computeIfAbsent(name(kind), any -> {
            KindFeed feed = new KindFeed(new WatchWindow(floor, windowCountMax, windowBytesMax));
            if (settled) {
                feed.settle();
            }
            return feed;
        });
    }

    private void inWriteLock(Runnable work) {
        Lock write = lock.writeLock();
        write.lock();
        try {
            work.run();
        } finally {
            write.unlock();
        }
    }

    private <T extends @Nullable Object> T inReadLock(Kind kind, Function<KindFeed, T> work) {
        lock.readLock().lock();
        try {
            KindFeed feed = feeds.get(name(kind));
            return work.apply(feed == null ? new KindFeed(new WatchWindow(floor, 1, 1)) : feed);
        } finally {
            lock.readLock().unlock();
        }
    }
}
