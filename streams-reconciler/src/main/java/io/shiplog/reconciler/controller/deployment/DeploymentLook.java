package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.controller.common.PodTemplates;
import io.shiplog.schemas.object.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One look at a Deployment: what it sees and what it has decided so far. Lives for one reconcile. */
final class DeploymentLook {

    private final DeploymentFacts deployment;
    private final List<OwnedReplicaSet> sets;
    private final Instant now;
    private final List<Effect> after = new ArrayList<>();
    private @Nullable OwnedReplicaSet newest;
    private List<ObjectNode> conditions;
    private int collisionCount;

    private DeploymentLook(DeploymentFacts deployment, List<OwnedReplicaSet> sets, Instant now) {
        this.deployment = deployment;
        this.sets = sets;
        this.now = now;
        this.conditions = deployment.conditions();
        this.collisionCount = deployment.collisionCount();
        this.newest = findCurrent(deployment, sets);
    }

    /** A look at a Deployment and the ReplicaSets that are its own. */
    static DeploymentLook of(KubeObject deployment, Collection<OwnedReplicaSet> sets, Instant now) {
        return new DeploymentLook(DeploymentFacts.of(deployment), new ArrayList<>(sets), now);
    }

    /** The ReplicaSet of the present template, the oldest of several, or null. */
    private static @Nullable OwnedReplicaSet findCurrent(DeploymentFacts deployment, List<OwnedReplicaSet> sets) {
        return sets.stream()
                .sorted(OwnedReplicaSet.OLDEST_FIRST)
                .filter(rs -> PodTemplates.same(rs.template(), deployment.template()))
                .findFirst()
                .orElse(null);
    }

    DeploymentFacts deployment() {
        return deployment;
    }

    Instant now() {
        return now;
    }

    /** All ReplicaSets, the new one included. */
    List<OwnedReplicaSet> all() {
        return sets;
    }

    /** The ReplicaSet of the present template, or null. */
    @Nullable
    OwnedReplicaSet current() {
        return newest;
    }

    /** Adds the ReplicaSet of the present template. */
    void current(OwnedReplicaSet created) {
        sets.add(created);
        newest = created;
    }

    /** All but the present one. */
    @SuppressWarnings("ReferenceEquality") // the very one
    List<OwnedReplicaSet> old() {
        return sets.stream().filter(rs -> rs != newest).toList();
    }

    /** Old ones that want pods. */
    List<OwnedReplicaSet> oldActive() {
        return old().stream().filter(OwnedReplicaSet::active).toList();
    }

    List<ObjectNode> conditions() {
        return conditions;
    }

    void condition(ObjectNode condition) {
        conditions = Conditions.set(conditions, condition);
    }

    int collisionCount() {
        return collisionCount;
    }

    void countCollision() {
        collisionCount++;
    }

    /**
     * Resizes a ReplicaSet and keeps its books (desired-replicas, max-replicas); records the event when the size
     * changes.
     *
     * @return true when the size changes
     */
    boolean scale(OwnedReplicaSet set, int size, String action) {
        int before = set.replicas();
        if (Annotations.sizesDiffer(set.annotations(), deployment.replicas(), deployment.maxReplicas())) {
            Annotations.putSizes(set.annotations(), deployment.replicas(), deployment.maxReplicas());
        }
        if (before == size) {
            return false;
        }
        set.replicas(size, action);
        scaledEvent(set, before);
        return true;
    }

    /** Records that a ReplicaSet was resized from another size. */
    void scaledEvent(OwnedReplicaSet set, int before) {
        String direction = set.replicas() > before ? "up" : "down";
        event(
                "Normal",
                "ScalingReplicaSet",
                "Scaled " + direction + " replica set " + set.name() + " from " + before + " to " + set.replicas());
    }

    /** Records an event about the Deployment. */
    void event(String type, String reason, String message) {
        after.add(new Effect.RecordEvent(deployment.object(), type, reason, message, true));
    }

    /** Adds something to do after the changes of ReplicaSets. */
    void then(Effect effect) {
        after.add(effect);
    }

    /** All that was decided, in order; the Deployment's own change is not among it. */
    List<Effect> effects() {
        List<Effect> out = new ArrayList<>();
        for (OwnedReplicaSet set : sets) {
            Effect effect = set.effect();
            if (effect != null) {
                out.add(effect);
            }
        }
        out.addAll(after);
        return out;
    }
}
