package io.shiplog.api.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one kind in the order in which lists show them, counted by namespace, so that a page of a list costs what
 * it shows and not what there is. Not locked.
 */
final class OrderedObjects {

    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    /** What was put, the oldest first, some of it replaced or gone; none while nobody has asked for the newest. */
    private @Nullable Deque<Stored> arrivals;

    /** "default/web", or "/node-1" for cluster-scoped kinds. */
    static String order(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static String order(Stored stored) {
        return order(stored.object().namespace(), stored.object().name());
    }

    @Nullable
    Stored get(String namespace, String name) {
        return objects.get(order(namespace, name));
    }

    /** Puts it in the place of the one with its name. */
    void put(Stored stored) {
        if (objects.put(order(stored), stored) == null) {
            sizes.merge(stored.object().namespace(), 1, Integer::sum);
        }
        if (arrivals != null) {
            arrivals.add(stored);
            if (arrivals.size() > 2 * objects.size()) {
                arrivals = inOrderOfRecords(); // most of what it held was replaced
            }
        }
    }

    void remove(Stored stored) {
        if (objects.remove(order(stored)) != null) {
            sizes.merge(stored.object().namespace(), -1, (there, less) -> there == 1 ? null : there + less);
        }
    }

    /** All of a namespace, or all when it is empty. */
    Collection<Stored> of(String namespace) {
        return range(objects, namespace, "").values();
    }

    int size() {
        return objects.size();
    }

    private int size(String namespace) {
        return namespace.isEmpty() ? objects.size() : sizes.getOrDefault(namespace, 0);
    }

    /**
     * A part of what is there now.
     *
     * @param after the order of the last object that is not wanted any more, or empty
     * @param max so many at most
     */
    Part part(String namespace, String after, long max) {
        return part(namespace, new TreeMap<>(), after, max);
    }

    /**
     * A part of what was there before some events.
     *
     * @param since the events that are taken back, in order
     */
    Part partBefore(List<WatchEvent> since, String namespace, String after, long max) {
        TreeMap<String, Optional<Stored>> then = new TreeMap<>();
        for (int i = since.size() - 1; i >= 0; i--) {
            then.put(order(since.get(i).now()), Optional.ofNullable(since.get(i).before()));
        }
        return part(namespace, then, after, max);
    }

    private Part part(String namespace, NavigableMap<String, Optional<Stored>> then, String after, long max) {
        var changed = range(then, namespace, after).entrySet().iterator();
        var there = range(objects, namespace, after).entrySet().iterator();
        Map.Entry<String, Optional<Stored>> past = next(changed);
        Map.Entry<String, Stored> now = next(there);
        List<Stored> out = new ArrayList<>();
        while (out.size() < max && (past != null || now != null)) {
            int first = compare(past, now);
            if (past != null && first <= 0) {
                past.getValue().ifPresent(out::add);
                past = next(changed);
            } else if (now != null) {
                out.add(now.getValue());
            }
            if (first >= 0) {
                now = next(there);
            }
        }
        return new Part(out, total(namespace, range(then, namespace, "")));
    }

    /** Which comes first; what is not there comes last. */
    private static int compare(Map.@Nullable Entry<String, ?> one, Map.@Nullable Entry<String, ?> other) {
        if (one == null || other == null) {
            return one == null ? 1 : -1;
        }
        return one.getKey().compareTo(other.getKey());
    }

    private static <T> Map.@Nullable Entry<String, T> next(Iterator<Map.Entry<String, T>> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    private long total(String namespace, Map<String, Optional<Stored>> then) {
        long total = size(namespace);
        for (Map.Entry<String, Optional<Stored>> entry : then.entrySet()) {
            total += (entry.getValue().isPresent() ? 1 : 0) - (objects.containsKey(entry.getKey()) ? 1 : 0);
        }
        return total;
    }

    private static <T> NavigableMap<String, T> range(NavigableMap<String, T> all, String namespace, String after) {
        if (namespace.isEmpty()) {
            return all.tailMap(after, false);
        }
        String begin = namespace + "/";
        String end = namespace + "0"; // the character after '/'
        String from = after.compareTo(begin) < 0 ? begin : after;
        return from.compareTo(end) < 0 ? all.subMap(from, false, end, false) : Collections.emptyNavigableMap();
    }

    /**
     * Drops the oldest records so that at most this many objects stay. The first time all are looked at, from then on
     * only what is dropped; records come in the order of the log.
     */
    void keepNewest(int max) {
        if (objects.size() <= max) {
            return;
        }
        Deque<Stored> oldest = arrivals == null ? inOrderOfRecords() : arrivals;
        arrivals = oldest;
        while (objects.size() > max) {
            Stored next = oldest.remove();
            if (next.equals(get(next.object().namespace(), next.object().name()))) {
                remove(next);
            }
        }
    }

    private Deque<Stored> inOrderOfRecords() {
        Stored[] all = objects.values().toArray(Stored[]::new);
        Arrays.sort(all, Comparator.comparingLong(Stored::offset));
        return new ArrayDeque<>(Arrays.asList(all));
    }

    /**
     * A part of a list.
     *
     * @param objects in order
     * @param total how many there are in the whole list
     */
    record Part(List<Stored> objects, long total) {}
}
