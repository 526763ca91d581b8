package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.List;

/** A score that looks once at the nodes that all filters accept, before it is asked for each. */
public interface PreScore extends Score {

    /** False when all of these nodes would get the same score for this pod, so that they need not be asked. */
    boolean preScore(CycleState state, PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible);
}
