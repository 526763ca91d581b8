package io.shiplog.reconciler.controller.deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a change of spec.replicas does, at rest and in the middle of a rollout (there in proportion). */
final class Scaling {

    private static final String ACTION = "Scale";

    private Scaling() {}

    /** True when a ReplicaSet with pods was sized for another number of replicas. */
    static boolean wanted(DeploymentLook look) {
        return look.all().stream()
                .filter(OwnedReplicaSet::active)
                .map(set -> Annotations.intAt(set.annotations(), Annotations.DESIRED_REPLICAS))
                .anyMatch(desired ->
                        desired.valid() && desired.value() != look.deployment().replicas());
    }

    /** Resizes the ReplicaSets to the wanted number without rolling anything. */
    static void scale(DeploymentLook look) {
        int replicas = look.deployment().replicas();
        OwnedReplicaSet only = onlyActiveOrLatest(look);
        if (only != null) {
            look.scale(only, replicas, ACTION);
            return;
        }
        OwnedReplicaSet current = look.current();
        if (saturated(look.deployment(), current)) {
            look.oldActive().forEach(set -> look.scale(set, 0, ACTION));
            return;
        }
        if (look.deployment().rollingUpdate()) {
            inProportion(look);
        }
    }

    /** The one ReplicaSet with pods; with none the new one, or the youngest; null when several have pods. */
    private static @Nullable OwnedReplicaSet onlyActiveOrLatest(DeploymentLook look) {
        List<OwnedReplicaSet> active =
                look.all().stream().filter(OwnedReplicaSet::active).toList();
        if (!active.isEmpty()) {
            return active.size() == 1 ? active.get(0) : null;
        }
        OwnedReplicaSet current = look.current();
        return current != null
                ? current
                : look.old().stream().max(OwnedReplicaSet.OLDEST_FIRST).orElse(null);
    }

    /** True when a ReplicaSet has all that the Deployment wants, was told so, and all are available. */
    static boolean saturated(DeploymentFacts deployment, @Nullable OwnedReplicaSet set) {
        if (set == null) {
            return false;
        }
        Annotations.Int desired = Annotations.intAt(set.annotations(), Annotations.DESIRED_REPLICAS);
        return desired.valid()
                && desired.value() == deployment.replicas()
                && set.replicas() == deployment.replicas()
                && set.availableReplicas() == deployment.replicas();
    }

    private static void inProportion(DeploymentLook look) {
        DeploymentFacts deployment = look.deployment();
        List<OwnedReplicaSet> active =
                look.all().stream().filter(OwnedReplicaSet::active).toList();
        int allowed = deployment.replicas() > 0 ? deployment.maxReplicas() : 0;
        int toAdd = allowed - ReplicaCounts.spec(active);
        Comparator<OwnedReplicaSet> order =
                toAdd > 0 ? OwnedReplicaSet.LARGEST_THEN_NEWEST : OwnedReplicaSet.LARGEST_THEN_OLDEST;
        List<OwnedReplicaSet> sorted = active.stream().sorted(order).toList();
        List<Integer> sizes = new ArrayList<>();
        int added = 0;
        for (OwnedReplicaSet set : sorted) {
            int share = share(fraction(deployment, set), toAdd - added);
            sizes.add(set.replicas() + share);
            added += share;
        }
        for (int i = 0; i < sorted.size(); i++) {
            int leftOver = i == 0 ? toAdd - added : 0; // the largest takes what rounding left
            look.scale(sorted.get(i), Math.max(0, sizes.get(i) + leftOver), ACTION);
        }
    }

    private static int share(int fraction, int left) {
        if (left == 0) {
            return 0;
        }
        return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    /**
     * By how much a ReplicaSet changes so that it keeps its part of the whole: 50 of 110 becomes 59 of 130, so 9.
     * Without its max-replicas annotation the Deployment's status.replicas stands in for the former whole.
     */
    static int fraction(DeploymentFacts deployment, OwnedReplicaSet set) {
        if (deployment.replicas() == 0) {
            return -set.replicas();
        }
        Annotations.Int former = Annotations.intAt(set.annotations(), Annotations.MAX_REPLICAS);
        long whole = former.valid() && former.value() != 0
                ? former.value()
                : deployment.status().total();
        if (whole == 0) {
            return 0;
        }
        double size = (double) set.replicas() * deployment.maxReplicas() / whole;
        return (int) Math.round(size) - set.replicas();
    }
}
