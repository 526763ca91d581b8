package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;

/** Says how good a node is for a pod, among those that all filters accept. */
public interface Score extends Plugin {

    /** The best score after {@link #normalize}. */
    long MAX_SCORE = 100;

    /**
     * False when all nodes would get the same score for this pod, so that they need not be asked (Kubernetes:
     * PreScore).
     */
    default boolean scores(CycleState state, PodInfo pod, ClusterSnapshot snapshot) {
        return true;
    }

    /** Raw score of a node. */
    long score(CycleState state, PodInfo pod, NodeInfo node);

    /** Brings the first count scores to 0..{@link #MAX_SCORE} in place. */
    default void normalize(long[] scores, int count) {}

    /**
     * The usual normalisation: the largest becomes {@link #MAX_SCORE}; with reverse, less is better and 0 becomes
     * {@link #MAX_SCORE}. E.g. 1, 2, 4 become 25, 50, 100, or reversed 75, 50, 0.
     */
    static void proportional(long[] scores, int count, boolean reverse) {
        long max = 0;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, scores[i]);
        }
        for (int i = 0; i < count; i++) {
            long scaled = max == 0 ? 0 : MAX_SCORE * scores[i] / max;
            scores[i] = reverse ? MAX_SCORE - scaled : scaled;
        }
    }
}
