package io.shiplog.reconciler.controller.deployment;

import java.util.List;

/**
 * One step of a rolling update: first the new ReplicaSet grows as far as maxSurge lets it, in a later step the old ones
 * shrink as far as maxUnavailable lets them. 3 replicas with the default 25 % (1 and 0): new 1, old 2, new 2, old 1,
 * new 3, old 0, each when the new pod before is available.
 */
final class RollingUpdate {

    private RollingUpdate() {}

    /** Resizes the new ReplicaSet; true when its size changed. */
    static boolean growNew(DeploymentLook look, String action) {
        OwnedReplicaSet current = look.current();
        if (current == null || current.replicas() == look.deployment().replicas()) {
            return false;
        }
        int size = current.replicas() > look.deployment().replicas()
                ? look.deployment().replicas()
                : newReplicas(look.deployment(), ReplicaCounts.spec(look.all()), current.replicas());
        return look.scale(current, size, action);
    }

    /**
     * The size the new ReplicaSet may have: all that is wanted for Recreate, else what fits below replicas + maxSurge.
     *
     * @param allReplicas pods wanted over all ReplicaSets, the new one included
     */
    static int newReplicas(DeploymentFacts deployment, int allReplicas, int newReplicas) {
        if (!deployment.rollingUpdate()) {
            return deployment.replicas();
        }
        int room = deployment.maxReplicas() - allReplicas;
        return room <= 0 ? newReplicas : newReplicas + Math.min(room, deployment.replicas() - newReplicas);
    }

    /** Shrinks old ReplicaSets, pods that are not available first; true when a size changed. */
    static boolean shrinkOld(DeploymentLook look, String action) {
        if (ReplicaCounts.spec(look.old()) == 0) {
            return false;
        }
        OwnedReplicaSet current = look.current();
        int newUnavailable = current == null ? 0 : current.replicas() - current.availableReplicas();
        int most = ReplicaCounts.spec(look.all()) - look.deployment().minAvailable() - newUnavailable;
        if (most <= 0) {
            return false;
        }
        int removed = removeUnhealthy(look, most, action);
        return removed + removeHealthy(look, action) > 0;
    }

    /** Takes pods that are not available from old ReplicaSets, at most so many; gives back how many. */
    static int removeUnhealthy(DeploymentLook look, int most, String action) {
        int removed = 0;
        for (OwnedReplicaSet set : oldestActive(look)) {
            int count = Math.min(most - removed, set.replicas() - set.availableReplicas());
            if (count > 0) {
                look.scale(set, set.replicas() - count, action);
                removed += count;
            }
        }
        return removed;
    }

    /** Takes pods from old ReplicaSets as long as enough stay available; gives back how many. */
    static int removeHealthy(DeploymentLook look, String action) {
        int spare = ReplicaCounts.available(look.all()) - look.deployment().minAvailable();
        int removed = 0;
        for (OwnedReplicaSet set : oldestActive(look)) {
            int count = Math.min(spare - removed, set.replicas());
            if (count > 0) {
                look.scale(set, set.replicas() - count, action);
                removed += count;
            }
        }
        return removed;
    }

    private static List<OwnedReplicaSet> oldestActive(DeploymentLook look) {
        return look.oldActive().stream().sorted(OwnedReplicaSet.OLDEST_FIRST).toList();
    }
}
