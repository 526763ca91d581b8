package io.shiplog.reconciler.controller.deployment;

import java.util.Collection;

/** The steps of the Recreate strategy: all old pods go and are gone before the first new one comes. */
final class Recreate {

    private Recreate() {}

    /** Sets all old ReplicaSets to 0; true when a size changed. */
    static boolean scaleDownOld(DeploymentLook look, String action) {
        boolean scaled = false;
        for (OwnedReplicaSet set : look.oldActive()) {
            scaled |= look.scale(set, 0, action);
        }
        return scaled;
    }

    /**
     * True while old pods are there: an old ReplicaSet counts some, or one has not reached an end.
     *
     * @param phases phases of the pods of all ReplicaSets but the new one, terminating pods included
     */
    static boolean oldPodsRunning(Collection<OwnedReplicaSet> old, Collection<String> phases) {
        return ReplicaCounts.actual(old) > 0
                || phases.stream().anyMatch(phase -> !phase.equals("Failed") && !phase.equals("Succeeded"));
    }
}
