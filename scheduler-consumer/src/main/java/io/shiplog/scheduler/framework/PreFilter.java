package io.shiplog.scheduler.framework;

import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at the pod once, before any node. */
public interface PreFilter extends Plugin {

    /**
     * What is known before any node is looked at.
     *
     * @param skip the plugin's filter accepts every node for this pod and need not be asked
     * @param onlyNodes no other node can be accepted; null when all may
     * @param refusal the pod fits nowhere, whatever the nodes; null when that is not so
     */
    record Result(
            boolean skip,
            @Nullable Set<String> onlyNodes,
            @Nullable Status refusal) {
        /** Ask the filter for every node. */
        public static final Result ASK = new Result(false, null, null);
        /** The filter has nothing to say about this pod. */
        public static final Result SKIP = new Result(true, null, null);
    }

    /** Judges the pod. */
    Result preFilter(CycleState state, PodInfo pod, ClusterSnapshot snapshot);
}
