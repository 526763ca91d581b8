package io.shiplog.reconciler.state;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The small rows of a task's state besides its objects: last applied offsets, timers, pending wake-ups, event counts.
 * A sorted map of text to text that remembers what a slice changed, to be written to the store or taken back.
 */
public final class Rows {

    private final UndoMap<String, String> rows = new UndoMap<>();

    /** Takes in a row that is already in the store. */
    public void load(String key, String value) {
        rows.load(key, value);
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
        rows.put(key, value);
    }

    /** Sets a row to a number. */
    public void put(String key, long value) {
        put(key, Long.toString(value));
    }

    /** Removes a row; nothing happens when there is none. */
    public void remove(String key) {
        rows.remove(key);
    }

    /** Rows whose key starts with a prefix, in order; a view. */
    public SortedMap<String, String> withPrefix(String prefix) {
        return rows.view().subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /** True when there is none. */
    boolean isEmpty() {
        return rows.view().isEmpty();
    }

    /** A point to go back to. */
    int mark() {
        return rows.mark();
    }

    /** Takes back what was changed since a mark. */
    void rollback(int mark) {
        rows.rollback(mark);
    }

    /** What changed since the last call, as the rows are now (null: removed), in the order of first change. */
    Map<String, @Nullable String> drain() {
        return rows.drain();
    }
}
