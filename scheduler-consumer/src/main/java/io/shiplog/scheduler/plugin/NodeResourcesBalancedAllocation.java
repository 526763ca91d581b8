package io.shiplog.scheduler.plugin;

import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.NodeScore;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.ResourceIndex;
import java.util.List;

/**
 * Likes nodes whose resources (cpu and memory unless configured) would be used by the same share: 100 minus the
 * standard deviation of the shares in percent. E.g. 60 % of cpu and 25 % of memory are 17.5 apart from their mean,
 * which gives 82. Uses what is really asked, without defaults; a pod that asks for none of them is not scored.
 */
public final class NodeResourcesBalancedAllocation implements NodeScore {

    private final int[] balanced;

    /** Balances these resources. */
    public NodeResourcesBalancedAllocation(ResourceIndex index, List<String> resources) {
        balanced = resources.stream().mapToInt(index::of).toArray();
    }

    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public boolean scores(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        for (int resource : balanced) {
            if (ResourceIndex.at(pod.shape().requests(), resource) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        int counted = 0;
        double sum = 0;
        double first = 0;
        double last = 0;
        for (int resource : balanced) {
            double share = share(pod, node, resource);
            if (share >= 0) {
                first = counted++ == 0 ? share : first;
                sum += share;
                last = share;
            }
        }
        return (long) ((1 - deviation(pod, node, counted, sum, first - last)) * MAX_SCORE);
    }

    /** A node with fewer than two of them has nothing to balance. */
    private double deviation(PodInfo pod, NodeInfo node, int counted, double sum, double apart) {
        if (counted < 2) {
            return 0;
        }
        if (counted == 2) {
            return Math.abs(apart) / 2;
        }
        double squares = 0;
        for (int resource : balanced) {
            double share = share(pod, node, resource);
            if (share >= 0) {
                squares += (share - sum / counted) * (share - sum / counted);
            }
        }
        return Math.sqrt(squares / counted);
    }

    /** The share that would be used, or a negative number when the resource does not count here. */
    private static double share(PodInfo pod, NodeInfo node, int resource) {
        long capacity = node.allocatable(resource);
        long asks = ResourceIndex.at(pod.shape().requests(), resource);
        if (capacity == 0 || (resource >= ResourceIndex.FIRST_SCALAR && asks == 0)) {
            return -1;
        }
        return Math.min(1.0, (double) (node.requested(resource) + asks) / capacity);
    }
}
