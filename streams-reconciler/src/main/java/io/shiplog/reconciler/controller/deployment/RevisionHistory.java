package io.shiplog.reconciler.controller.deployment;

import io.shiplog.reconciler.controller.Effect;
import java.util.Comparator;
import java.util.List;

/** Deletes old ReplicaSets beyond revisionHistoryLimit. */
final class RevisionHistory {

    /** Deletions of one look; the rest follows, since they wake the Deployment again. */
    private static final int DELETIONS_MAX = 100;

    private static final Comparator<OwnedReplicaSet> LOWEST_REVISION_FIRST = Comparator.<OwnedReplicaSet>comparingLong(
                    set -> Annotations.revision(set.annotations()))
            .thenComparing(OwnedReplicaSet.OLDEST_FIRST);

    private RevisionHistory() {}

    /** The old ReplicaSets that are to go: the lowest revisions of those that are empty and not going already. */
    static List<OwnedReplicaSet> surplus(List<OwnedReplicaSet> old, int limit) {
        List<OwnedReplicaSet> alive =
                old.stream().filter(set -> !set.seen().deleting()).toList();
        if (limit == DeploymentFacts.UNLIMITED || alive.size() <= limit) {
            return List.of();
        }
        return alive.stream()
                .sorted(LOWEST_REVISION_FIRST)
                .limit(alive.size() - limit)
                .filter(set -> set.replicas() == 0 && set.statusReplicas() == 0 && set.observed())
                .limit(DELETIONS_MAX)
                .toList();
    }

    /** Deletes them. */
    static void cleanUp(DeploymentLook look) {
        for (OwnedReplicaSet set : surplus(look.old(), look.deployment().revisionHistoryLimit())) {
            look.then(new Effect.Delete(set.seen().key(), set.seen().uid(), "Background", -1, "Cleanup"));
        }
    }
}
