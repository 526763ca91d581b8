package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;

/**
 * A filter whose note of a cycle depends on which pods are placed: it can be asked what it would say if some of them
 * were not (Kubernetes: PreFilterExtensions). Only the note changes, never the snapshot. A pod that is removed and
 * added again leaves the note as it was, in whatever order. Does nothing in a cycle in which
 * {@link PreFilter#preFilter} said that the filter has nothing to say.
 */
public interface WhatIf extends PreFilter, Filter {

    /** From now on {@link #filter} judges the pod as if the victim were not on the node. */
    void remove(CycleState state, PodInfo pod, PodInfo victim, NodeInfo node);

    /** From now on {@link #filter} judges the pod as if the other one were on the node (again). */
    void add(CycleState state, PodInfo pod, PodInfo back, NodeInfo node);
}
