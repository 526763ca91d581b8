package io.shiplog.reconciler.controller.garbage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.DeletePolicy;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.AskOwner;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Garbage collection: what has lost all its owners goes, and an owner that waits for its dependents
 * (foregroundDeletion) or
 * lets them go (orphan) is finished when they are dealt with. Owners are matched by uid, never by name alone; an owner
 * in
 * another partition counts as gone only when its own task has said so.
 *
 * <p>Two sorts of keys: an object's own, and {@code /Owner//UID} for the dependents of an owner that is gone.
 */
public final class GarbageCollector implements Controller {

    private static final String GONE_OWNER = "Owner";
    private static final int BATCH = MAX_EFFECTS - 2;

    private enum OwnerState {
        PRESENT,
        WAITING,
        GONE,
        UNKNOWN
    }

    @Override
    public String name() {
        return "garbage-collector";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        KubeObject object = after == null ? before : after;
        if (object == null) {
            return;
        }
        boolean ownersChanged =
                before == null || after == null || !before.ownerUids().equals(after.ownerUids());
        if (after == null) {
            if (!view.dependents(object.uid()).isEmpty()) {
                keys.accept(goneOwner(object.uid()));
            }
        } else if ((ownersChanged && !ownersStay(after, view)) || finalizing(after)) {
            keys.accept(object.key());
        }
        if (ownersChanged && before != null) {
            wakeWaitingOwners(before, view, keys);
        }
    }

    /** Nothing to judge: each owner is there and not on its way out; when one goes, it wakes what it owns. */
    private static boolean ownersStay(KubeObject object, ClusterView view) {
        return object.ownerUids().isEmpty()
                || owners(object).stream().allMatch(reference -> state(object, reference, view) == OwnerState.PRESENT);
    }

    private static boolean finalizing(KubeObject object) {
        return object.deleting() && !finalizers(object).isEmpty();
    }

    /** A dependent that goes, or lets go, may be what a deleting owner waited for. */
    private static void wakeWaitingOwners(KubeObject dependent, ClusterView view, Consumer<ObjectKey> keys) {
        if (dependent.ownerUids().isEmpty()) {
            return;
        }
        for (ObjectNode reference : owners(dependent)) {
            ObjectKey key = ownerKey(dependent, reference);
            KubeObject owner = key == null ? null : view.get(key);
            if (owner != null && owner.deleting()) {
                keys.accept(owner.key());
            }
        }
    }

    @Override
    public void wakeOnFact(ClusterFact fact, @Nullable KubeObject before, ClusterView view, Consumer<ObjectKey> keys) {
        boolean gone =
                fact.getFactKind() == FactKind.OWNER_GONE || (fact.getFactKind() == FactKind.NODE && fact.getRemoved());
        if (gone && !view.dependents(fact.getUid()).isEmpty()) {
            keys.accept(goneOwner(fact.getUid()));
        }
    }

    private static ObjectKey goneOwner(String uid) {
        return new ObjectKey("", GONE_OWNER, "", uid);
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        if (key.kind().equals(GONE_OWNER)) {
            return dependentsOf(key.name(), view, now);
        }
        KubeObject object = view.get(key);
        if (object == null) {
            return List.of();
        }
        if (object.deleting()) {
            return finish(object, view, now);
        }
        List<Effect> out = new ArrayList<>();
        judge(object, view, out);
        return out;
    }

    private static List<Effect> dependentsOf(String ownerUid, ClusterView view, Instant now) {
        List<Effect> out = new ArrayList<>();
        for (KubeObject dependent : view.dependents(ownerUid)) {
            if (dependent.deleting()) {
                continue;
            }
            if (out.size() >= BATCH) {
                out.add(new Effect.WakeAt(now));
                break;
            }
            judge(dependent, view, out);
        }
        return out;
    }

    /**
     * Deletes an object that has owners and lost them all; drops references to owners that are gone from one that has
     * others.
     */
    private static void judge(KubeObject object, ClusterView view, List<Effect> out) {
        List<ObjectNode> kept = new ArrayList<>();
        boolean present = false;
        boolean waiting = false;
        boolean gone = false;
        for (ObjectNode reference : owners(object)) {
            OwnerState state = state(object, reference, view);
            if (state == OwnerState.GONE) {
                gone = true;
                continue;
            }
            kept.add(reference);
            waiting |= state == OwnerState.WAITING;
            present |= state != OwnerState.WAITING;
            if (state == OwnerState.UNKNOWN) {
                ask(object, reference, view, out);
            }
        }
        if (!present && (waiting || gone)) {
            boolean hasOwn = !view.dependents(object.uid()).isEmpty();
            String propagation = waiting && hasOwn ? "Foreground" : "Background";
            out.add(new Effect.Delete(object.key(), object.uid(), propagation, -1, "Delete"));
        } else if (gone) {
            out.add(withOwners(object, kept));
        }
    }

    private static void ask(KubeObject object, ObjectNode reference, ClusterView view, List<Effect> out) {
        ObjectKey key = ownerKey(object, reference);
        if (key == null) {
            return;
        }
        String routing = Kinds.of(key).routingKey(key.namespace(), key.name());
        out.add(new Effect.Send(
                routing,
                new AskOwner(
                        view.partition(),
                        key.group(),
                        key.kind(),
                        key.namespace(),
                        key.name(),
                        Json.textAt(reference, "uid"))));
    }

    private static OwnerState state(KubeObject object, ObjectNode reference, ClusterView view) {
        ObjectKey key = ownerKey(object, reference);
        String uid = Json.textAt(reference, "uid");
        if (view.ownerGone(uid)) {
            return OwnerState.GONE;
        }
        if (key == null) {
            return OwnerState.PRESENT; // a kind that is not served: nobody can say that it is gone
        }
        if (!view.owns(Kinds.of(key).routingKey(key.namespace(), key.name()))) {
            return OwnerState.UNKNOWN;
        }
        KubeObject owner = view.get(key);
        if (owner == null || !owner.uid().equals(uid)) {
            return OwnerState.GONE;
        }
        return owner.deleting() && finalizers(owner).contains(DeletePolicy.FOREGROUND)
                ? OwnerState.WAITING
                : OwnerState.PRESENT;
    }

    /** An owner that is being deleted: its dependents first, or let go, then its own finalizer. */
    private static List<Effect> finish(KubeObject owner, ClusterView view, Instant now) {
        List<String> finalizers = finalizers(owner);
        List<Effect> out = new ArrayList<>();
        if (finalizers.contains(DeletePolicy.ORPHAN)) {
            for (KubeObject dependent : view.dependents(owner.uid())) {
                if (out.size() >= BATCH) {
                    out.add(new Effect.WakeAt(now));
                    return out;
                }
                List<ObjectNode> others = owners(dependent).stream()
                        .filter(reference -> !Json.textAt(reference, "uid").equals(owner.uid()))
                        .toList();
                out.add(withOwners(dependent, others));
            }
            out.add(without(owner, DeletePolicy.ORPHAN));
        } else if (finalizers.contains(DeletePolicy.FOREGROUND)) {
            boolean blocked = false;
            for (KubeObject dependent : view.dependents(owner.uid())) {
                blocked |= blocks(dependent, owner);
                if (!dependent.deleting()) {
                    if (out.size() >= BATCH) {
                        out.add(new Effect.WakeAt(now));
                        return out;
                    }
                    judge(dependent, view, out);
                }
            }
            if (!blocked) {
                out.add(without(owner, DeletePolicy.FOREGROUND));
            }
        }
        return out;
    }

    private static boolean blocks(KubeObject dependent, KubeObject owner) {
        return owners(dependent).stream()
                .anyMatch(reference -> Json.textAt(reference, "uid").equals(owner.uid())
                        && Json.flagAt(reference, "blockOwnerDeletion"));
    }

    private static Effect without(KubeObject object, String finalizer) {
        ObjectNode next = object.copy();
        ArrayNode left = Json.array();
        finalizers(object).stream().filter(f -> !f.equals(finalizer)).forEach(left::add);
        if (left.isEmpty()) {
            Json.ensure(next, "metadata").remove("finalizers");
        } else {
            Json.ensure(next, "metadata").set("finalizers", left);
        }
        return new Effect.Update(object, next, false, "Delete");
    }

    private static Effect withOwners(KubeObject object, List<ObjectNode> owners) {
        ObjectNode next = object.copy();
        if (owners.isEmpty()) {
            Json.ensure(next, "metadata").remove("ownerReferences");
        } else {
            ArrayNode array = Json.ensure(next, "metadata").putArray("ownerReferences");
            owners.forEach(owner -> array.add(owner.deepCopy()));
        }
        return new Effect.Update(object, next, false, "Orphan");
    }

    private static List<String> finalizers(KubeObject object) {
        return Json.textsAt(object.tree(), "metadata", "finalizers");
    }

    private static List<ObjectNode> owners(KubeObject object) {
        return Json.objectsAt(object.tree(), "metadata", "ownerReferences");
    }

    /** Key of the object that a reference names, or null for a kind that is not served. */
    private static @Nullable ObjectKey ownerKey(KubeObject object, ObjectNode reference) {
        Kind kind =
                Kinds.find(KubeObject.groupOf(Json.textAt(reference, "apiVersion")), Json.textAt(reference, "kind"));
        return kind == null ? null : kind.key(object.namespace(), Json.textAt(reference, "name"));
    }
}
