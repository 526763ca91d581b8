package io.shiplog.scheduler.snapshot;

/** Changes of the cluster that may let a pod fit that did not; plugins name those that can help what they refused. */
public enum ClusterEvent {
    NODE_ADDED,
    /** More of some resource, or of pods, may be used on a node. */
    NODE_ALLOCATABLE_GREW,
    NODE_LABELS_CHANGED,
    /** Taints or spec.unschedulable. */
    NODE_TAINTS_CHANGED,
    /** A pod that held resources on a node is gone, ended, or was not placed after all. */
    ASSIGNED_POD_GONE,
    /** A pod has been placed on a node (what pod affinity waits for). */
    ASSIGNED_POD_ADDED,
    /** A placed pod has other labels, or is being deleted. */
    ASSIGNED_POD_CHANGED,
    /** A domain may be gone that had fewer pods than the others. */
    NODE_REMOVED,
    NAMESPACE_LABELS_CHANGED
}
