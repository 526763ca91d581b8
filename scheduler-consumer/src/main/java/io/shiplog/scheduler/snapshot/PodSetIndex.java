package io.shiplog.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds for a pod those of many pod sets that it may be in, without asking them all: most sets name a label with one
 * value, and a pod has few labels.
 */
final class PodSetIndex<E> {

    private final Map<String, Map<String, List<E>>> byLabel = new HashMap<>();
    private final List<E> others = new ArrayList<>();
    private int size;

    void add(PodSet pods, E element) {
        size++;
        if (pods.isNothing()) {
            return;
        }
        String label = pods.exactLabel();
        if (label == null) {
            others.add(element);
        } else {
            byLabel.computeIfAbsent(label, l -> new HashMap<>())
                    .computeIfAbsent(String.valueOf(pods.exactValue(label)), v -> new ArrayList<>(1))
                    .add(element);
        }
    }

    /** Takes an element out that was added with this set. */
    void remove(PodSet pods, E element) {
        size--;
        if (pods.isNothing()) {
            return;
        }
        String label = pods.exactLabel();
        if (label == null) {
            others.remove(element);
            return;
        }
        Map<String, List<E>> values = byLabel.getOrDefault(label, Map.of());
        String value = String.valueOf(pods.exactValue(label));
        List<E> found = values.getOrDefault(value, List.of());
        if (found.remove(element) && found.isEmpty()) {
            values.remove(value);
            if (values.isEmpty()) {
                byLabel.remove(label);
            }
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Gives all elements whose set may contain a pod with these labels. */
    void candidates(Map<String, String> labels, Consumer<E> to) {
        others.forEach(to);
        if (byLabel.isEmpty()) {
            return;
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            Map<String, List<E>> values = byLabel.get(label.getKey());
            List<E> found = values == null ? null : values.get(label.getValue());
            if (found != null) {
                found.forEach(to);
            }
        }
    }
}
