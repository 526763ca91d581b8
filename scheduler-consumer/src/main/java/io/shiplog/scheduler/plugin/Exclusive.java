package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter for what pods of one node cannot have at once: it has nothing to say of a pod that asks for none of it, and
 * a pod that it refused is helped by others that go.
 */
abstract class Exclusive implements PreFilter, Filter {

    private final String name;
    private final Status refused;

    /** With its name in Kubernetes and the reason of a refusal. */
    Exclusive(String name, String reason) {
        this.name = name;
        this.refused = Status.unschedulable(name, reason);
    }

    /** Does the pod ask for any of it? */
    abstract boolean asks(PodInfo pod);

    /** Has a pod of the node what this pod asks for? */
    abstract boolean taken(PodInfo pod, NodeInfo node);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public final Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        return asks(pod) ? Result.ASK : Result.SKIP;
    }

    @Override
    public final @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        return taken(pod, node) ? refused : null;
    }
}
