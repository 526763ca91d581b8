package io.shiplog.scheduler.snapshot;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A change that may let a pod fit that did not, as kube-scheduler names it: something of this kind, done to it. Plugins
 * register those that can help what they refused; a registration may name several actions.
 *
 * @param resource a kind; AssignedPod for pods on nodes, UnscheduledPod for the waiting pod itself; * for any
 * @param actions what is done
 */
public record ClusterEvent(String resource, Set<Action> actions) {

    /** What is done, in Kubernetes' words. */
    public enum Action {
        Add,
        Delete,
        UpdateNodeAllocatable,
        UpdateNodeLabel,
        UpdateNodeTaint,
        UpdateNodeCondition,
        UpdateNodeAnnotation,
        UpdatePodLabel,
        UpdatePodScaleDown,
        UpdatePodToleration,
        UpdatePodSchedulingGatesEliminated,
        /** Any other change. */
        Update
    }

    public static final ClusterEvent NODE_ADDED = of("Node", Action.Add);
    /** More of some resource, or of pods, may be used on a node. */
    public static final ClusterEvent NODE_ALLOCATABLE_GREW = of("Node", Action.UpdateNodeAllocatable);

    public static final ClusterEvent NODE_LABELS_CHANGED = of("Node", Action.UpdateNodeLabel);
    /** Taints or spec.unschedulable. */
    public static final ClusterEvent NODE_TAINTS_CHANGED = of("Node", Action.UpdateNodeTaint);
    /** A pod that held resources on a node is gone, ended, or was not placed after all. */
    public static final ClusterEvent ASSIGNED_POD_GONE = of("AssignedPod", Action.Delete);
    /** A pod has been placed on a node (what pod affinity waits for). */
    public static final ClusterEvent ASSIGNED_POD_ADDED = of("AssignedPod", Action.Add);

    /** A placed pod has other labels, or is being deleted. */
    public static final ClusterEvent ASSIGNED_POD_CHANGED =
            of("AssignedPod", List.of(Action.UpdatePodLabel, Action.Update));
    /** A domain may be gone that had fewer pods than the others. */
    public static final ClusterEvent NODE_REMOVED = of("Node", Action.Delete);

    public static final ClusterEvent NAMESPACE_LABELS_CHANGED = of("Namespace", Action.Update);
    /** The waiting pod itself has other labels. */
    public static final ClusterEvent POD_LABELS_CHANGED = of("UnscheduledPod", Action.UpdatePodLabel);
    /** The waiting pod itself asks less of something. */
    public static final ClusterEvent POD_SCALED_DOWN = of("UnscheduledPod", Action.UpdatePodScaleDown);
    /** The waiting pod itself tolerates other taints. */
    public static final ClusterEvent POD_TOLERATIONS_CHANGED = of("UnscheduledPod", Action.UpdatePodToleration);

    private static final String ANY = "*";

    /** One action on a kind. */
    public static ClusterEvent of(String resource, Action action) {
        return of(resource, List.of(action));
    }

    /** Several actions on a kind. */
    public static ClusterEvent of(String resource, List<Action> actions) {
        Set<Action> all = EnumSet.noneOf(Action.class);
        all.addAll(actions);
        return new ClusterEvent(resource, Collections.unmodifiableSet(all));
    }

    /** Everything may be different now. */
    public boolean wildcard() {
        return resource.equals(ANY);
    }

    /** Is what happened something that this registration waits for? */
    public boolean covers(ClusterEvent happened) {
        return wildcard() || (resource.equals(happened.resource) && !Collections.disjoint(actions, happened.actions));
    }
}
