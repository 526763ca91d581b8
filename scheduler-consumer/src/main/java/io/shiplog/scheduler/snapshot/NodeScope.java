package io.shiplog.scheduler.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes count for a topology spread constraint: those with the labels of all constraints of the pod, and by its
 * inclusion policies those that its node selection accepts and whose taints it tolerates. Equal scopes are equal
 * objects.
 *
 * @param labels that the node must have
 * @param selection that must accept it, without wishes; null when it is not asked
 * @param tolerations that must tolerate what forbids; null when taints are not asked
 */
record NodeScope(
        List<String> labels,
        @Nullable NodeSelection selection,
        @Nullable List<Toleration> tolerations) {

    /** All nodes. */
    static final NodeScope ALL = new NodeScope(List.of(), null, null);

    static NodeScope of(List<String> labels, SpreadConstraint constraint, PodShape shape) {
        NodeSelection asked = shape.nodes();
        boolean selects = constraint.honorsAffinity() && !asked.acceptsAll();
        return new NodeScope(
                labels,
                selects ? new NodeSelection(asked.nodeSelector(), asked.required(), List.of()) : null,
                constraint.honorsTaints() ? List.of(shape.tolerations()) : null);
    }

    boolean contains(NodeInfo node) {
        for (int i = 0; i < labels.size(); i++) {
            if (!node.labels().containsKey(labels.get(i))) {
                return false;
            }
        }
        return (selection == null || selection.accepts(node.labels(), node.name())) && tolerated(node);
    }

    private boolean tolerated(NodeInfo node) {
        if (tolerations == null) {
            return true;
        }
        for (Taint taint : node.taints()) {
            if (taint.forbids() && tolerations.stream().noneMatch(t -> t.tolerates(taint, false))) {
                return false;
            }
        }
        return true;
    }
}
