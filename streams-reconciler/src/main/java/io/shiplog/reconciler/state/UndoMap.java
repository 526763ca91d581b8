package io.shiplog.reconciler.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A sorted map that remembers what a slice changed, to be written to the store or taken back. */
final class UndoMap<K extends Comparable<K>, V> {

    private record Undo<K, V>(K key, @Nullable V before) {}

    private final NavigableMap<K, V> entries = new TreeMap<>();
    private final List<Undo<K, V>> undo = new ArrayList<>();

    /** Takes in an entry that is already in the store. */
    void load(K key, V value) {
        entries.put(key, value);
    }

    @Nullable
    V get(K key) {
        return entries.get(key);
    }

    void put(K key, V value) {
        undo.add(new Undo<>(key, entries.put(key, value)));
    }

    /** Removes an entry; nothing happens when there is none. */
    void remove(K key) {
        V before = entries.remove(key);
        if (before != null) {
            undo.add(new Undo<>(key, before));
        }
    }

    /** All entries; a view that cannot be changed. */
    NavigableMap<K, V> view() {
        return Collections.unmodifiableNavigableMap(entries);
    }

    /** A point to go back to. */
    int mark() {
        return undo.size();
    }

    /** Takes back what was changed since a mark. */
    void rollback(int mark) {
        for (int i = undo.size() - 1; i >= mark; i--) {
            Undo<K, V> step = undo.remove(i);
            V before = step.before();
            if (before == null) {
                entries.remove(step.key());
            } else {
                entries.put(step.key(), before);
            }
        }
    }

    /** What changed since the last call, as it is now (null: removed), in the order of first change. */
    Map<K, @Nullable V> drain() {
        Map<K, @Nullable V> changed = new LinkedHashMap<>();
        for (Undo<K, V> step : undo) {
            changed.put(step.key(), entries.get(step.key()));
        }
        undo.clear();
        return changed;
    }
}
