package io.shiplog.scheduler.snapshot;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a change of a waiting pod means for its own placement. */
public final class PodChanges {

    private PodChanges() {}

    /** What about the change may let the pod fit where it did not; empty for one that says nothing to the scheduler. */
    public static Set<ClusterEvent> between(PodInfo before, PodInfo after) {
        Set<ClusterEvent> out = new LinkedHashSet<>();
        if (!before.labels().equals(after.labels())) {
            out.add(ClusterEvent.POD_LABELS_CHANGED);
        }
        if (asksLess(before.shape().requests(), after.shape().requests())) {
            out.add(ClusterEvent.POD_SCALED_DOWN);
        }
        if (!Arrays.equals(before.shape().tolerations(), after.shape().tolerations())) {
            out.add(ClusterEvent.POD_TOLERATIONS_CHANGED);
        }
        return out;
    }

    private static boolean asksLess(long[] before, long[] after) {
        for (int i = 0; i < before.length; i++) {
            if (ResourceIndex.at(after, i) < before[i]) {
                return true;
            }
        }
        return false;
    }
}
