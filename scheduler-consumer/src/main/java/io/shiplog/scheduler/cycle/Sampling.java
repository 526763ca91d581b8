package io.shiplog.scheduler.cycle;

/**
 * How many feasible nodes are enough. With many nodes the best of some hundred is hardly worse than the best of all,
 * and the
 * work for a pod no longer grows with the cluster; the start rotates, so that every node is looked at in turn. The
 * rule is
 * kube-scheduler's (percentageOfNodesToScore).
 *
 * @param percentage share of the nodes to find, 1 to 100; 0 adapts: 50 less one for every 125 nodes, at least 5
 */
public record Sampling(int percentage) {

    /** Adapts to the size of the cluster. */
    public static final Sampling ADAPTIVE = new Sampling(0);

    /** So many are always looked for; a smaller cluster is looked at whole. */
    static final int FEASIBLE_NODES_MIN = 100;

    private static final int PERCENT_MIN = 5;

    /** Feasible nodes after which a cycle stops looking. E.g. 420 of 1,000, 500 of 5,000. */
    public int wanted(int nodes) {
        if (nodes < FEASIBLE_NODES_MIN || percentage >= 100) {
            return nodes;
        }
        int percent = percentage > 0 ? percentage : Math.max(PERCENT_MIN, 50 - nodes / 125);
        return Math.max(FEASIBLE_NODES_MIN, (int) ((long) nodes * percent / 100));
    }
}
