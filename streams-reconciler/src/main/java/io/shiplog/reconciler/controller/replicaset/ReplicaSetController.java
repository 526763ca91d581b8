package io.shiplog.reconciler.controller.replicaset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.controller.common.HearsRefusals;
import io.shiplog.reconciler.controller.common.Owners;
import io.shiplog.reconciler.controller.common.PodDeletionOrder;
import io.shiplog.reconciler.controller.common.PodTemplates;
import io.shiplog.reconciler.controller.common.Trees;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.value.LabelSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as many pods of a template as are wanted. Pods are counted, never remembered: a pod that vanished is replaced
 * because one is missing. The event about a created pod is recorded by whoever carries the creation out, since only
 * admission gives the pod its name.
 */
public final class ReplicaSetController implements Controller, HearsRefusals {

    /** Room for claims, the status and the timer beside creations and deletions. */
    private static final int CREATIONS_MAX = MAX_EFFECTS - 100;

    /** Each deletion comes with an event. */
    private static final int DELETIONS_MAX = CREATIONS_MAX / 2;

    private static final int CLAIMS_MAX = 90;

    private static final Duration RETRY_MAX = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "replicaset-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        KubeObject changed = after == null ? before : after;
        if (changed == null) {
            return;
        }
        if (changed.kind().equals("ReplicaSet")) {
            if (changed.key().group().equals(Kinds.REPLICA_SET.group()) && !onlyStatusChanged(before, after)) {
                keys.accept(changed.key());
            }
        } else if (changed.kind().equals("Pod") && !sameForUs(before, after)) {
            wakeOwners(before, after, changed, view, keys);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same version is woken again on purpose
    private static boolean onlyStatusChanged(@Nullable KubeObject before, @Nullable KubeObject after) {
        return before != null
                && after != null
                && before != after
                && Trees.same(before.tree().get("spec"), after.tree().get("spec"))
                && Trees.same(before.tree().get("metadata"), after.tree().get("metadata"));
    }

    /** Most changes of a pod do not matter here: another look at 100,000 pods is saved. */
    @SuppressWarnings("ReferenceEquality") // as above
    private static boolean sameForUs(@Nullable KubeObject before, @Nullable KubeObject after) {
        return before != null
                && after != null
                && before != after
                && before.deleting() == after.deleting()
                && before.ownerUid().equals(after.ownerUid())
                && before.labels().equals(after.labels())
                && before.pod().ready() == after.pod().ready()
                && before.pod().readySinceMillis() == after.pod().readySinceMillis()
                && before.pod().terminal() == after.pod().terminal();
    }

    private static void wakeOwners(
            @Nullable KubeObject before,
            @Nullable KubeObject after,
            KubeObject pod,
            ClusterView view,
            Consumer<ObjectKey> keys) {
        if (before != null && !before.ownerUid().equals(pod.ownerUid())) {
            wakeOwner(before, view, keys);
        }
        if (!pod.ownerUid().isEmpty()) {
            wakeOwner(pod, view, keys);
        } else if (after != null && !after.deleting() && !pod.labels().isEmpty()) {
            for (KubeObject set : view.list(Kinds.REPLICA_SET, pod.namespace())) {
                if (selector(set).matches(pod.labels())) {
                    keys.accept(set.key());
                }
            }
        }
    }

    private static void wakeOwner(KubeObject pod, ClusterView view, Consumer<ObjectKey> keys) {
        KubeObject owner = Owners.controller(pod, Kinds.REPLICA_SET, view);
        if (owner != null) {
            keys.accept(owner.key());
        }
    }

    /** spec.replicas. */
    static int wanted(JsonNode set) {
        return (int) Json.longAt(set, 1, "spec", "replicas");
    }

    private static LabelSelector selector(KubeObject set) {
        return LabelSelector.of(Json.at(set.tree(), "spec", "selector"));
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject set = view.get(key);
        if (set == null) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        PodTally pods = new PodTally(
                Json.mapAt(set.tree(), "spec", "template", "metadata", "labels"),
                minReadySeconds(set),
                now.toEpochMilli());
        claim(set, view, pods, effects);
        int missing = wanted(set.tree()) - pods.replicas();
        if (!set.deleting() && missing > 0) {
            create(set, missing, siblings(set, view), effects);
        } else if (!set.deleting() && missing < 0) {
            delete(set, pods, -missing, new Deleting(view, now), effects);
        }
        status(set, pods, missing, now, effects);
        wakeAgain(set, pods, missing, now, effects);
        return effects;
    }

    private static void claim(KubeObject set, ClusterView view, PodTally pods, List<Effect> effects) {
        LabelSelector selector = selector(set);
        boolean selectsTemplate = selector.matches(pods.templateLabels());
        for (KubeObject pod : view.controlledBy(set.uid(), Kinds.POD)) {
            if (!PodTally.active(pod)) {
                continue;
            }
            boolean asTemplate = pods.asTemplate(pod);
            if ((asTemplate && selectsTemplate) || selector.matches(pod.labels())) {
                pods.add(pod, asTemplate);
            } else if (!set.deleting() && effects.size() < CLAIMS_MAX) {
                effects.add(new Effect.Update(pod, Owners.release(pod.copy(), set.uid()), false, "Release"));
            }
        }
        if (!set.deleting()) {
            adopt(set, selector, Owners.orphans(view, Kinds.POD, set.namespace()), pods, effects);
        }
    }

    private static void adopt(
            KubeObject set, LabelSelector selector, List<KubeObject> orphans, PodTally pods, List<Effect> effects) {
        for (KubeObject pod : orphans) {
            boolean adoptable = PodTally.active(pod)
                    && Owners.claim(set, selector, pod) == Owners.Claim.ADOPT
                    && effects.size() < CLAIMS_MAX;
            if (adoptable) {
                effects.add(new Effect.Update(pod, Owners.adopt(pod.copy(), Kinds.REPLICA_SET, set), false, "Adopt"));
                pods.add(pod);
            }
        }
    }

    private static void create(KubeObject set, int missing, List<KubeObject> siblings, List<Effect> effects) {
        JsonNode template = Json.at(set.tree(), "spec", "template");
        if (template == null) {
            return;
        }
        boolean failing = Conditions.get(conditions(set), ReplicaSetStatus.REPLICA_FAILURE) != null;
        int count = failing ? 1 : Math.min(missing, CREATIONS_MAX);
        String action = creationAction(set, siblings);
        for (int i = 0; i < count; i++) {
            ObjectNode pod = PodTemplates.pod(template, Kinds.REPLICA_SET, set);
            Json.ensure(pod, "metadata").put("generateName", set.name() + "-");
            effects.add(new Effect.Create(Kinds.POD, set.namespace(), pod, action));
        }
    }

    /** Heal when the pods were all there before, Roll while another revision still has pods, else Scale. */
    private static String creationAction(KubeObject set, List<KubeObject> siblings) {
        JsonNode tree = set.tree();
        boolean wereThere = Json.longAt(tree, 0, "status", "replicas") >= wanted(tree)
                && Json.longAt(tree, 0, "status", "observedGeneration")
                        == Json.longAt(tree, 0, "metadata", "generation");
        return wereThere ? "Heal" : changeAction(set, siblings);
    }

    private static String changeAction(KubeObject set, List<KubeObject> siblings) {
        boolean rolling = siblings.stream()
                .anyMatch(other ->
                        !other.uid().equals(set.uid()) && Json.longAt(other.tree(), 0, "status", "replicas") > 0);
        return rolling ? "Roll" : "Scale";
    }

    /** ReplicaSets of the same controlling owner, itself included. */
    private static List<KubeObject> siblings(KubeObject set, ClusterView view) {
        return set.ownerUid().isEmpty()
                ? List.of(set)
                : List.copyOf(view.controlledBy(set.ownerUid(), Kinds.REPLICA_SET));
    }

    private record Deleting(ClusterView view, Instant now) {}

    private static void delete(KubeObject set, PodTally pods, int surplus, Deleting look, List<Effect> effects) {
        List<KubeObject> siblings = siblings(set, look.view());
        String action = changeAction(set, siblings);
        List<KubeObject> chosen = pods.active();
        if (surplus < chosen.size()) {
            PodDeletionOrder order = PodDeletionOrder.of(
                    PodDeletionOrder.countByNode(related(siblings, look.view())),
                    minReadySeconds(set),
                    look.now().toEpochMilli());
            chosen = order.first(chosen, Math.min(surplus, DELETIONS_MAX));
        }
        for (KubeObject pod : chosen.subList(0, Math.min(chosen.size(), DELETIONS_MAX))) {
            effects.add(new Effect.Delete(pod.key(), pod.uid(), "Background", -1, action));
            pods.leave(pod);
            effects.add(new Effect.RecordEvent(set, "Normal", "SuccessfulDelete", "Deleted pod: " + pod.name(), false));
        }
    }

    private static List<KubeObject> related(List<KubeObject> siblings, ClusterView view) {
        List<KubeObject> out = new ArrayList<>();
        for (KubeObject sibling : siblings) {
            for (KubeObject pod : view.controlledBy(sibling.uid(), Kinds.POD)) {
                if (PodTally.active(pod)) {
                    out.add(pod);
                }
            }
        }
        return out;
    }

    private static long minReadySeconds(KubeObject set) {
        return Json.longAt(set.tree(), 0, "spec", "minReadySeconds");
    }

    private static List<ObjectNode> conditions(KubeObject set) {
        return Json.objectsAt(set.tree(), "status", "conditions");
    }

    /** A failure stays as long as pods are missing: whether this look's creations succeed is not known yet. */
    private static void status(KubeObject set, PodTally pods, int missing, Instant now, List<Effect> effects) {
        ObjectNode failure = Conditions.get(conditions(set), ReplicaSetStatus.REPLICA_FAILURE);
        String error = failure == null || missing == 0 ? null : Json.textAt(failure, "message");
        ObjectNode status = ReplicaSetStatus.tree(
                set.tree(), pods, ReplicaSetStatus.withFailure(conditions(set), missing, error, now));
        if (!Trees.same(status, Json.at(set.tree(), "status"))) {
            ObjectNode next = set.copy();
            next.set("status", status);
            effects.add(new Effect.Update(set, next, true, "Status"));
        }
    }

    /** When a pod becomes available by waiting, or when a refused creation is tried again. */
    private static void wakeAgain(KubeObject set, PodTally pods, int missing, Instant now, List<Effect> effects) {
        ObjectNode failure = Conditions.get(conditions(set), ReplicaSetStatus.REPLICA_FAILURE);
        long next = pods.nextAvailableMillis();
        if (failure != null && missing > 0 && !set.deleting()) {
            next = Math.min(next, retryMillis(failure, now));
        }
        if (next != Long.MAX_VALUE) {
            effects.add(new Effect.WakeAt(Instant.ofEpochMilli(next)));
        }
    }

    /** After as long again as it has been failing, between 10 s and 5 min. */
    private static long retryMillis(ObjectNode failure, Instant now) {
        long failing = now.toEpochMilli() - Times.millis(Json.textAt(failure, "lastTransitionTime"));
        return now.toEpochMilli() + Math.max(RETRY_REFUSED.toMillis(), Math.min(failing, RETRY_MAX.toMillis()));
    }

    @Override
    public List<Effect> refused(ObjectKey key, Effect.Create create, String message, ClusterView view, Instant now) {
        KubeObject set = view.get(key);
        if (set == null) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.RecordEvent(set, "Warning", "FailedCreate", "Error creating: " + message, true));
        List<ObjectNode> before = conditions(set);
        List<ObjectNode> after = ReplicaSetStatus.withFailure(before, 1, message, now);
        ObjectNode next = set.copy();
        ObjectNode status = Json.ensure(next, "status");
        status.putArray("conditions").addAll(after);
        if (!status.has("replicas")) {
            status.put("replicas", 0);
        }
        status.put("observedGeneration", (int) Json.longAt(set.tree(), 0, "metadata", "generation"));
        if (!Trees.same(status, Json.at(set.tree(), "status"))) {
            effects.add(new Effect.Update(set, next, true, "Status"));
        }
        ObjectNode failure = Conditions.get(after, ReplicaSetStatus.REPLICA_FAILURE);
        if (failure != null) {
            effects.add(new Effect.WakeAt(Instant.ofEpochMilli(retryMillis(failure, now))));
        }
        return effects;
    }
}
