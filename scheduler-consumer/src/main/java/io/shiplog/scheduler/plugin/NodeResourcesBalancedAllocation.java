package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.ResourceIndex;

/**
 * Likes nodes whose cpu and memory would be used by the same share: 100 minus the standard deviation of the two shares
 * in
 * percent. E.g. 60 % of cpu and 25 % of memory are 17.5 apart from their mean, which gives 82. Uses what is really
 * asked,
 * without defaults; a pod that asks for neither is not scored.
 */
public final class NodeResourcesBalancedAllocation implements Score {

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public boolean scores(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        long[] asks = pod.shape().requests();
        return asks[ResourceIndex.CPU] != 0 || asks[ResourceIndex.MEMORY] != 0;
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        double cpu = share(pod, node, ResourceIndex.CPU);
        double memory = share(pod, node, ResourceIndex.MEMORY);
        // A node without one of the two has nothing to balance.
        double deviation = cpu < 0 || memory < 0 ? 0 : Math.abs(cpu - memory) / 2;
        return (long) ((1 - deviation) * MAX_SCORE);
    }

    private static double share(PodInfo pod, NodeInfo node, int resource) {
        long capacity = node.allocatable(resource);
        if (capacity == 0) {
            return -1;
        }
        return Math.min(1.0, (double) (node.requested(resource) + pod.shape().requests()[resource]) / capacity);
    }
}
