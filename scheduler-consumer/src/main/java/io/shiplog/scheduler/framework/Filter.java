package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import org.jspecify.annotations.Nullable;

/** Says whether a pod may run on a node. */
public interface Filter extends Plugin {

    /** Null when it may, else the reason; must not allocate for the common refusals. */
    @Nullable
    Status filter(CycleState state, PodInfo pod, NodeInfo node);
}
