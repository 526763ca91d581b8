package io.shiplog.reconciler.controller.deployment;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Sums over ReplicaSets. */
final class ReplicaCounts {

    private ReplicaCounts() {}

    /** Pods wanted. */
    static int spec(Collection<OwnedReplicaSet> sets) {
        return sets.stream().mapToInt(OwnedReplicaSet::replicas).sum();
    }

    /** Pods there. */
    static int actual(Collection<OwnedReplicaSet> sets) {
        return sets.stream().mapToInt(OwnedReplicaSet::statusReplicas).sum();
    }

    static int ready(Collection<OwnedReplicaSet> sets) {
        return sets.stream().mapToInt(OwnedReplicaSet::readyReplicas).sum();
    }

    static int available(Collection<OwnedReplicaSet> sets) {
        return sets.stream().mapToInt(OwnedReplicaSet::availableReplicas).sum();
    }

    /** Pods on their way out; null when one set does not say. */
    static @Nullable Integer terminating(Collection<OwnedReplicaSet> sets) {
        int sum = 0;
        for (OwnedReplicaSet set : sets) {
            Integer here = set.terminatingReplicas();
            if (here == null) {
                return null;
            }
            sum += here;
        }
        return sum;
    }
}
