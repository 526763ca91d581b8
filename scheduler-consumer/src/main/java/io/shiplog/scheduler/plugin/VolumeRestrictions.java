package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.InlineDisk;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pod does not run beside one that has the same disk, unless both only read it. Knows disks named in specs. */
public final class VolumeRestrictions implements PreFilter, Filter {

    private static final String NAME = "VolumeRestrictions";
    private static final Status REFUSED = Status.unschedulable(NAME, "node(s) had no available disk");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<ClusterEvent> helpedBy() {
        return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.ASSIGNED_POD_GONE);
    }

    @Override
    public Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        return pod.shape().disks().length == 0 ? Result.SKIP : Result.ASK;
    }

    @Override
    public @Nullable Status filter(CycleState state, PodInfo pod, NodeInfo node) {
        for (InlineDisk disk : pod.shape().disks()) {
            for (PodInfo other : node.pods()) {
                for (InlineDisk taken : other.shape().disks()) {
                    if (disk.conflicts(taken)) {
                        return REFUSED;
                    }
                }
            }
        }
        return null;
    }
}
