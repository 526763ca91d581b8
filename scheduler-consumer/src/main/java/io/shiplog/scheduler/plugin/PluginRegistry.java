package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.Profile.Weighted;
import io.shiplog.scheduler.snapshot.NodeSelection;
import io.shiplog.scheduler.snapshot.ResourceIndex;
import java.util.List;

/**
 * THE list of plugins: what a scheduler runs by default, in which order and with which weights (as kube-scheduler's).
 */
public final class PluginRegistry {

    private PluginRegistry() {}

    /** The default profile; resources must be those of the snapshot that it will judge. */
    public static Profile defaults(String schedulerName, ResourceIndex resources) {
        NodeResourcesFit fit = new NodeResourcesFit(resources, ScoringStrategy.leastAllocated(), List.of());
        NodeAffinity affinity = new NodeAffinity(NodeSelection.NONE);
        TaintToleration taints = new TaintToleration(false);
        return new Profile(
                schedulerName,
                new PrioritySort(),
                List.of(
                        new NodeUnschedulable(),
                        new NodeName(),
                        taints,
                        affinity,
                        new NodePorts(),
                        fit,
                        new VolumeRestrictions()),
                List.of(
                        new Weighted(taints, 3),
                        new Weighted(affinity, 2),
                        new Weighted(fit, 1),
                        new Weighted(new NodeResourcesBalancedAllocation(), 1),
                        new Weighted(new ImageLocality(), 1)),
                new DefaultPreemption());
    }
}
