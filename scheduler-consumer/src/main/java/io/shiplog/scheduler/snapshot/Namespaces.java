package io.shiplog.scheduler.snapshot;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels of the namespaces, as far as they are known. */
public final class Namespaces {

    private final Map<String, Map<String, String>> labels = new TreeMap<>();

    Namespaces() {}

    /** The labels, or null when there is no such namespace. */
    public @Nullable Map<String, String> find(String name) {
        return labels.get(name);
    }

    /** The labels; none when there is no such namespace. */
    public Map<String, String> labels(String name) {
        return labels.getOrDefault(name, Map.of());
    }

    /** All, in the order of their names. */
    public Map<String, Map<String, String>> all() {
        return new TreeMap<>(labels);
    }

    /** False when that is how they were. */
    boolean put(String name, Map<String, String> now) {
        return !now.equals(labels.put(name, Map.copyOf(now)));
    }

    boolean remove(String name) {
        return labels.remove(name) != null;
    }
}
