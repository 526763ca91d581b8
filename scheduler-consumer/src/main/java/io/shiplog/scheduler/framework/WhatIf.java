package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;

/**
 * A plugin whose note in the {@link CycleState} counts pods of nodes: it is told when a dry run takes a pod from a node
 * or puts one there, so that its filter answers for the node as it would be (Kubernetes: PreFilterExtensions). What was
 * removed is added again in the end, or the other way round, so the note is after a dry run what it was before.
 */
public interface WhatIf extends Plugin {

    /**
     * The victim is no longer on the node.
     *
     * @param pod the pod whose cycle this is
     */
    void remove(CycleState state, PodInfo pod, PodInfo victim, NodeInfo node);

    /**
     * A pod is on the node that was not: a victim that may stay, or one that is nominated to it.
     *
     * @param pod the pod whose cycle this is
     */
    void add(CycleState state, PodInfo pod, PodInfo back, NodeInfo node);
}
