package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.ImaginedNode;
import io.shiplog.scheduler.snapshot.PodInfo;
import org.jspecify.annotations.Nullable;

/** A cycle that found no node, as a {@link PostFilter} may question it. */
public interface FailedCycle {

    ClusterSnapshot snapshot();

    /**
     * Some filter that was asked looks at more than the node and the pod's shape. If none does, what {@link #judge}
     * says of a node holds for every pod of the shape that is not nominated there, until the node's version is another.
     */
    boolean looksBeyondNodes();

    /** Why the node at this place of the snapshot was refused; null when no filter has said so. */
    @Nullable
    Status refusal(int place);

    /**
     * What the filters say of the node as it is imagined, pods nominated to it counted as in the cycle; null when they
     * accept it.
     */
    @Nullable
    Status judge(ImaginedNode node);

    /** Takes a pod from the node and lets the plugins know. */
    void take(ImaginedNode node, PodInfo victim);

    /** Puts a pod on the node and lets the plugins know. */
    void put(ImaginedNode node, PodInfo back);
}
