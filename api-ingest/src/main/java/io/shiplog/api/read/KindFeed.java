package io.shiplog.api.read;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the view holds of one kind: objects in order of namespace and name, recent events, watchers. Not locked.
 */
final class KindFeed {

    /** Last states of removed objects that are kept for the answers to those who removed them. */
    private static final int GONE_MAX = 1_024;

    private final OrderedObjects objects = new OrderedObjects();
    private final Map<String, Set<Watcher>> watchers = new HashMap<>();
    private final Map<String, WatchEvent> gone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WatchEvent> eldest) {
            return size() > GONE_MAX;
        }
    };
    private final WatchWindow window;
    private final WarmEvents warm = new WarmEvents();

    KindFeed(WatchWindow window) {
        this.window = window;
    }

    /** The log's past has been read: from here on objects are packed soon. */
    void settle() {
        warm.settle();
        cool();
    }

    /** Packs what is not new any more; versions that have been followed by another leave with the window. */
    private void cool() {
        for (WatchEvent event = warm.poll(); event != null; event = warm.poll()) {
            Stored stored = event.now();
            KubeObject object = stored.object();
            Stored newest = objects.get(object.namespace(), object.name());
            if (newest != null && newest.offset() == stored.offset()) {
                object.pack(window.shapes());
            }
        }
    }

    /**
     * Takes in one record and adds the watchers to be told to the set. A record that is known already changes
     * nothing.
     */
    @Nullable
    WatchEvent apply(Update update, Set<Watcher> told) {
        KubeObject object = update.object();
        Stored before = objects.get(object.namespace(), object.name());
        if (before == null ? update.removed() : before.offset() >= update.offset()) {
            return null;
        }
        Stored now = new Stored(object, update.offset());
        if (update.removed()) {
            objects.remove(now);
        } else {
            objects.put(now);
        }
        WatchEvent event = new WatchEvent(before, now, update.removed(), window.frames());
        window.append(event);
        warm.add(event);
        cool();
        if (update.removed()) {
            gone.put(OrderedObjects.order(object.namespace(), object.name()), event);
        }
        tell("", event, told);
        if (!object.namespace().isEmpty()) {
            tell(object.namespace(), event, told);
        }
        return event;
    }

    private void tell(String namespace, WatchEvent event, Set<Watcher> told) {
        for (Watcher watcher : watchers.getOrDefault(namespace, Set.of())) {
            if (watcher.offer(event)) {
                told.add(watcher);
            }
        }
    }

    /** Puts an object in without an event: it was there before the window begins. */
    void restore(Stored stored) {
        stored.object().pack(window.shapes());
        objects.put(stored);
    }

    @Nullable
    Stored get(String namespace, String name) {
        return objects.get(namespace, name);
    }

    /** Objects of a namespace, or of all when it is empty. */
    Collection<Stored> of(String namespace) {
        return objects.of(namespace);
    }

    /** A part of the list of this moment; see {@link OrderedObjects#part}. */
    OrderedObjects.Part part(String namespace, String after, long max) {
        return objects.part(namespace, after, max);
    }

    /** The same of an earlier moment. Throws StatusException 410 when it is forgotten. */
    OrderedObjects.Part partAsOf(long version, String namespace, String after, long max) {
        return objects.partBefore(window.after(version), namespace, after, max);
    }

    /** The removal of an object that is gone since a short time, or null. */
    @Nullable
    WatchEvent gone(ObjectKey key) {
        return gone.get(OrderedObjects.order(key.namespace(), key.name()));
    }

    void add(String namespace, Watcher watcher) {
        watchers.computeIfAbsent(namespace, any -> new HashSet<>()).add(watcher);
    }

    void remove(String namespace, Watcher watcher) {
        Set<Watcher> there = watchers.get(namespace);
        if (there != null) {
            there.remove(watcher);
            if (there.isEmpty()) {
                watchers.remove(namespace);
            }
        }
    }

    int watching() {
        return watchers.values().stream().mapToInt(Set::size).sum();
    }

    int size() {
        return objects.size();
    }

    WatchWindow window() {
        return window;
    }

    /** Drops the oldest records so that at most this many objects stay; nobody is told. */
    void keepNewest(int max) {
        objects.keepNewest(max);
    }
}
