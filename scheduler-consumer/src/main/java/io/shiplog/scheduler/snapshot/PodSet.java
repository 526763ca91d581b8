package io.shiplog.scheduler.snapshot;

import io.shiplog.schemas.value.LabelRequirement;
import io.shiplog.schemas.value.LabelSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pods described by namespace and labels, as the terms of one pod mean them. Equal sets are equal objects whoever has
 * the terms, so that what is counted for one is counted for all; asking allocates nothing.
 */
public final class PodSet {

    /** Pods of these namespaces, or of those selected, with these labels. */
    record Part(List<String> namespaces, LabelSelector namespaceSelector, LabelSelector selector) {

        private boolean containsPlaced(PodInfo pod, Namespaces known) {
            return selector.matches(pod.labels()) && (namespaces.contains(pod.namespace()) || selects(pod, known));
        }

        private boolean selects(PodInfo pod, Namespaces known) {
            if (namespaceSelector.isEmpty()) {
                return true;
            }
            Map<String, String> labels = known.find(pod.namespace());
            return labels != null && namespaceSelector.matches(labels);
        }

        private boolean containsWaiting(PodInfo pod, Map<String, String> namespaceLabels) {
            return selector.matches(pod.labels())
                    && (namespaces.contains(pod.namespace()) || namespaceSelector.matches(namespaceLabels));
        }
    }

    private final List<Part> parts;
    private final boolean terminating;
    private final int hash;

    private PodSet(List<Part> parts, boolean terminating) {
        this.parts = parts;
        this.terminating = terminating;
        this.hash = parts.hashCode() * 31 + Boolean.hashCode(terminating);
    }

    /** The pods that are in all of these parts. */
    static PodSet of(List<Part> parts) {
        return new PodSet(List.copyOf(parts), true);
    }

    /** Pods of one namespace that nobody has begun to delete. */
    static PodSet staying(String namespace, LabelSelector selector) {
        return new PodSet(List.of(new Part(List.of(namespace), LabelSelector.nothing(), selector)), false);
    }

    /** Is a pod in the set once it is placed? A namespace that is not known is only selected by a selector of all. */
    public boolean containsPlaced(PodInfo pod, Namespaces known) {
        if (!terminating && pod.terminating()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).containsPlaced(pod, known)) {
                return false;
            }
        }
        return !parts.isEmpty();
    }

    /**
     * Is a pod that is to be placed in the set, which is meant by one that is placed? Differs from the above as
     * kube-scheduler does: a namespace that is not known counts as having no labels.
     */
    boolean containsWaiting(PodInfo pod, Map<String, String> namespaceLabels) {
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).containsWaiting(pod, namespaceLabels)) {
                return false;
            }
        }
        return !parts.isEmpty();
    }

    /** Does it depend on the labels of namespaces? */
    boolean looksAtNamespaces() {
        return parts.stream()
                .anyMatch(part -> !part.namespaceSelector.isEmpty() && !part.namespaceSelector.matchesNothing());
    }

    boolean isNothing() {
        return parts.stream().anyMatch(part -> part.selector.matchesNothing());
    }

    /** A label that every pod of the set has with one and the same value, or null. */
    @Nullable
    String exactLabel() {
        for (Part part : parts) {
            for (LabelRequirement requirement : part.selector.requirements()) {
                if (part.selector.exactValue(requirement.key()) != null) {
                    return requirement.key();
                }
            }
        }
        return null;
    }

    /** The value that the label has by one of the parts, or null. */
    @Nullable
    String exactValue(String label) {
        for (Part part : parts) {
            String value = part.selector.exactValue(label);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof PodSet that
                        && hash == that.hash
                        && terminating == that.terminating
                        && parts.equals(that.parts));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
