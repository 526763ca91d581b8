package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.controller.common.HearsRefusals;
import io.shiplog.reconciler.controller.common.Owners;
import io.shiplog.reconciler.controller.common.Trees;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.value.LabelSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one ReplicaSet per revision of a Deployment's template and moves pods from the old ones to the present one. It
 * only resizes ReplicaSets; pods are theirs. A look takes one step; what the step changes brings the next look.
 */
public final class DeploymentController implements Controller, HearsRefusals {

    @Override
    public String name() {
        return "deployment-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        KubeObject changed = after == null ? before : after;
        if (changed == null) {
            return;
        }
        switch (changed.kind()) {
            case "Deployment" -> {
                if (changed.key().group().equals(Kinds.DEPLOYMENT.group())) {
                    keys.accept(changed.key());
                }
            }
            case "ReplicaSet" -> wakeOwners(before, after, changed, view, keys);
            case "Pod" -> wakeRecreating(before, after, changed, view, keys);
            default -> {}
        }
    }

    private static void wakeOwners(
            @Nullable KubeObject before,
            @Nullable KubeObject after,
            KubeObject changed,
            ClusterView view,
            Consumer<ObjectKey> keys) {
        if (before != null && after != null && !before.ownerUid().equals(after.ownerUid())) {
            KubeObject former = Owners.controller(before, Kinds.DEPLOYMENT, view);
            if (former != null) {
                keys.accept(former.key());
            }
        }
        KubeObject owner = Owners.controller(changed, Kinds.DEPLOYMENT, view);
        if (owner != null) {
            keys.accept(owner.key());
        } else if (after != null && after.ownerUid().isEmpty()) {
            selecting(view.list(Kinds.DEPLOYMENT, changed.namespace()), changed).forEach(d -> keys.accept(d.key()));
        }
    }

    /** The Deployments whose selector selects a ReplicaSet; none for one without labels. */
    static List<KubeObject> selecting(Collection<KubeObject> deployments, KubeObject replicaSet) {
        if (replicaSet.labels().isEmpty()) {
            return List.of();
        }
        return deployments.stream()
                .filter(d -> d.namespace().equals(replicaSet.namespace()))
                .filter(d -> {
                    LabelSelector selector = DeploymentFacts.of(d).selector();
                    return !selector.isEmpty() && selector.matches(replicaSet.labels());
                })
                .toList();
    }

    /** Recreate waits for old pods to be gone or finished, which its ReplicaSets' numbers do not show. */
    private static void wakeRecreating(
            @Nullable KubeObject before,
            @Nullable KubeObject after,
            KubeObject changed,
            ClusterView view,
            Consumer<ObjectKey> keys) {
        boolean finished = after != null
                && after.pod().terminal()
                && (before == null || !before.pod().terminal());
        if (after != null && !finished) {
            return;
        }
        KubeObject set = Owners.controller(changed, Kinds.REPLICA_SET, view);
        KubeObject owner = set == null ? null : Owners.controller(set, Kinds.DEPLOYMENT, view);
        if (owner != null && !DeploymentFacts.of(owner).rollingUpdate()) {
            keys.accept(owner.key());
        }
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject deployment = view.get(key);
        if (deployment == null) {
            return List.of();
        }
        DeploymentFacts facts = DeploymentFacts.of(deployment);
        LabelSelector selector = facts.selector();
        if (selector.isEmpty()) {
            return selectsEverything(facts);
        }
        List<Effect> released = new ArrayList<>();
        DeploymentLook look = DeploymentLook.of(deployment, claimed(deployment, selector, view, released), now);
        boolean rollout = act(look, view);
        List<Effect> effects = new ArrayList<>(released);
        effects.addAll(look.effects());
        finish(look, rollout, effects);
        return effects;
    }

    /** Takes the step; true when it was one of a rollout, whose progress is then judged. */
    private static boolean act(DeploymentLook look, ClusterView view) {
        DeploymentFacts deployment = look.deployment();
        if (deployment.object().deleting()) {
            Revisions.sync(look);
            return false;
        }
        Progress.notePause(look);
        Long rollbackTo = Rollback.wanted(deployment);
        if (!deployment.paused() && rollbackTo != null) {
            Rollback.rollBack(look, rollbackTo);
            return false;
        }
        if (deployment.paused() || Scaling.wanted(look)) {
            Revisions.sync(look);
            Scaling.scale(look);
            if (deployment.paused() && rollbackTo == null) {
                RevisionHistory.cleanUp(look);
            }
            return false;
        }
        roll(look, view);
        return true;
    }

    private static void roll(DeploymentLook look, ClusterView view) {
        if (look.deployment().rollingUpdate()) {
            Revisions.syncOrCreate(look, view);
            String action = action(look);
            if (RollingUpdate.growNew(look, action) || RollingUpdate.shrinkOld(look, action)) {
                return;
            }
        } else {
            Revisions.sync(look);
            String action = action(look);
            if (Recreate.scaleDownOld(look, action) || Recreate.oldPodsRunning(look.old(), oldPhases(look, view))) {
                return;
            }
            Revisions.syncOrCreate(look, view);
            OwnedReplicaSet current = look.current();
            if (current != null) {
                look.scale(current, look.deployment().replicas(), action);
            }
        }
        if (look.deployment()
                .status()
                .complete(look.deployment().replicas(), look.deployment().generation())) {
            RevisionHistory.cleanUp(look);
        }
    }

    private static String action(DeploymentLook look) {
        return Revisions.rollingBack(look) ? "Rollback" : "Roll";
    }

    private static List<String> oldPhases(DeploymentLook look, ClusterView view) {
        List<String> phases = new ArrayList<>();
        for (OwnedReplicaSet set : look.old()) {
            view.controlledBy(set.seen().uid(), Kinds.POD)
                    .forEach(pod -> phases.add(pod.pod().phase()));
        }
        return phases;
    }

    private static List<OwnedReplicaSet> claimed(
            KubeObject deployment, LabelSelector selector, ClusterView view, List<Effect> released) {
        List<OwnedReplicaSet> out = new ArrayList<>();
        Collection<KubeObject> candidates = view.list(Kinds.REPLICA_SET, deployment.namespace());
        for (KubeObject set : candidates) {
            switch (Owners.claim(deployment, selector, set)) {
                case MINE -> out.add(OwnedReplicaSet.existing(set));
                case ADOPT -> {
                    OwnedReplicaSet adopted = OwnedReplicaSet.existing(set);
                    adopted.adoptedBy(deployment);
                    out.add(adopted);
                }
                case RELEASE ->
                    released.add(
                            new Effect.Update(set, Owners.release(set.copy(), deployment.uid()), false, "Release"));
                case NONE -> {}
            }
        }
        return out;
    }

    /**
     * Writes what changed on the Deployment itself. One change a look: a second one would be dropped, since the first
     * makes what the look saw stale; it comes with the next look. The status goes first, it may hold what only this
     * look knows (that a ReplicaSet was created).
     */
    private static void finish(DeploymentLook look, boolean rollout, List<Effect> effects) {
        KubeObject deployment = look.deployment().object();
        DeploymentCounts counts = DeploymentStatus.counts(look);
        List<ObjectNode> conditions = DeploymentStatus.withAvailable(look, counts);
        if (rollout) {
            conditions = Progress.judge(look, conditions, counts);
            conditions = DeploymentStatus.withReplicaFailure(look, conditions);
        }
        ObjectNode status = DeploymentStatus.tree(look, counts, conditions);
        boolean statusChanged = !Trees.same(status, Json.at(deployment.tree(), "status"));
        Map<String, String> annotations = Revisions.annotationsWithRevision(look);
        if (statusChanged) {
            ObjectNode next = deployment.copy();
            next.set("status", status);
            effects.add(new Effect.Update(deployment, next, true, "Status"));
        } else if (!annotations.equals(look.deployment().annotations())) {
            ObjectNode next = deployment.copy();
            ObjectNode written = Json.ensure(next, "metadata").putObject("annotations");
            annotations.forEach(written::put);
            effects.add(new Effect.Update(deployment, next, false, "Status"));
        }
        Instant again = rollout ? Progress.nextLook(look.deployment(), conditions, counts) : null;
        OwnedReplicaSet current = look.current();
        if (current != null && current.fresh() && Progress.creationFailed(conditions)) {
            again = look.now().plus(RETRY_REFUSED);
        }
        // A deadline that has passed changes nothing any more, e.g. when a finished rollout lost a pod later.
        if (again != null && again.isAfter(look.now())) {
            effects.add(new Effect.WakeAt(again));
        }
    }

    private static List<Effect> selectsEverything(DeploymentFacts facts) {
        if (facts.status().observedGeneration() >= facts.generation()) {
            return List.of();
        }
        KubeObject deployment = facts.object();
        ObjectNode next = deployment.copy();
        Json.ensure(next, "status").put("observedGeneration", (int) facts.generation());
        return List.of(
                new Effect.RecordEvent(
                        deployment,
                        "Warning",
                        "SelectingAll",
                        "This deployment is selecting all pods. A non-empty selector is required.",
                        true),
                new Effect.Update(deployment, next, true, "Status"));
    }

    @Override
    public List<Effect> refused(ObjectKey key, Effect.Create create, String message, ClusterView view, Instant now) {
        KubeObject deployment = view.get(key);
        if (deployment == null) {
            return List.of();
        }
        String text = "Failed to create new replica set \"" + Json.textAt(create.object(), "metadata", "name") + "\": "
                + message;
        DeploymentFacts facts = DeploymentFacts.of(deployment);
        List<Effect> effects = new ArrayList<>();
        if (facts.hasProgressDeadline()) {
            ObjectNode next = deployment.copy();
            ObjectNode status = Json.ensure(next, "status");
            status.put("observedGeneration", (int) facts.generation());
            Conditions.set(facts.conditions(), Progress.made(now, "False", Progress.CREATE_ERROR, text))
                    .forEach(status.putArray("conditions")::add);
            effects.add(new Effect.Update(deployment, next, true, "Status"));
        }
        effects.add(new Effect.RecordEvent(deployment, "Warning", Progress.CREATE_ERROR, text, true));
        effects.add(new Effect.WakeAt(now.plus(RETRY_REFUSED)));
        return effects;
    }
}
