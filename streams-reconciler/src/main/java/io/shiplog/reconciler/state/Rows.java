package io.shiplog.reconciler.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The small rows of a task's state besides its objects: last applied offsets, timers, pending wake-ups, event counts.
 * A sorted map of text to text that remembers what a slice changed, to be written to the store or taken back.
 */
public final class Rows {

    private record Undo(String key, @Nullable String before) {}

    private final NavigableMap<String, String> rows = new TreeMap<>();
    private final List<Undo> undo = new ArrayList<>();

    /** Takes in a row that is already in the store. */
    public void load(String key, String value) {
        rows.put(key, value);
    }

    /** The value of a row, or null. */
    public @Nullable String get(String key) {
        return rows.get(key);
    }

    /** The number in a row, or the given one when there is no such row. */
    public long number(String key, long absent) {
        String value = rows.get(key);
        return value == null ? absent : Long.parseLong(value);
    }

    /** Sets a row. */
    public void put(String key, String value) {
        undo.add(new Undo(key, rows.put(key, value)));
    }

    /** Sets a row to a number. */
    public void put(String key, long value) {
        put(key, Long.toString(value));
    }

    /** Removes a row; nothing happens when there is none. */
    public void remove(String key) {
        String before = rows.remove(key);
        if (before != null) {
            undo.add(new Undo(key, before));
        }
    }

    /** Rows whose key starts with a prefix, in order; a view. */
    public SortedMap<String, String> withPrefix(String prefix) {
        return rows.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /** A point to go back to. */
    int mark() {
        return undo.size();
    }

    /** Takes back what was changed since a mark. */
    void rollback(int mark) {
        for (int i = undo.size() - 1; i >= mark; i--) {
            Undo step = undo.remove(i);
            if (step.before() == null) {
                rows.remove(step.key());
            } else {
                rows.put(step.key(), step.before());
            }
        }
    }

    /** What changed since the last call, as the rows are now (null: removed), in the order of first change. */
    Map<String, @Nullable String> drain() {
        Map<String, @Nullable String> changed = new LinkedHashMap<>();
        for (Undo step : undo) {
            changed.put(step.key(), rows.get(step.key()));
        }
        undo.clear();
        return changed;
    }
}
