package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.Taint;
import io.shiplog.scheduler.snapshot.Toleration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps pods off cordoned nodes, unless they tolerate node.kubernetes.io/unschedulable:NoSchedule. */
public final class NodeUnschedulable implements Filter {

    private static final String NAME = "NodeUnschedulable";
    private static final Taint CORDONED = new Taint("node.kubernetes.io/unschedulable", "", Taint.NO_SCHEDULE);
    private static final Status REFUSED = Status.unresolvable(NAME, "node(s) were unschedulable");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_TAINTS_CHANGED, ClusterEvent.POD_TOLERATIONS_CHANGED);
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        if (!node.unschedulable()) {
            return null;
        }
        for (Toleration toleration : pod.shape().tolerations()) {
            if (toleration.tolerates(CORDONED, false)) {
                return null;
            }
        }
        return REFUSED;
    }
}
