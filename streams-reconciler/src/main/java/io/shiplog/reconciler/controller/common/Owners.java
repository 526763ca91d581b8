package io.shiplog.reconciler.controller.common;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.value.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Controlling owners: who owns what, and what a selector's owner does about objects it finds. */
public final class Owners {

    private Owners() {}

    /** What an owner with a selector does about one object of its namespace. */
    public enum Claim {
        /** Owned and selected. */
        MINE,
        /** Not owned by anybody and selected: an owner reference is to be added. */
        ADOPT,
        /** Owned but no longer selected: the owner reference is to be removed. */
        RELEASE,
        /** Of no concern. */
        NONE
    }

    /**
     * Decides the claim; an owner being deleted neither adopts nor releases, an object being deleted is not adopted.
     */
    public static Claim claim(KubeObject owner, LabelSelector selector, KubeObject child) {
        if (!child.ownerUid().isEmpty()) {
            if (!child.ownerUid().equals(owner.uid())) {
                return Claim.NONE;
            }
            if (selector.matches(child.labels())) {
                return Claim.MINE;
            }
            return owner.deleting() ? Claim.NONE : Claim.RELEASE;
        }
        boolean adoptable = !owner.deleting()
                && !child.deleting()
                && child.namespace().equals(owner.namespace())
                && selector.matches(child.labels());
        return adoptable ? Claim.ADOPT : Claim.NONE;
    }

    /** Objects of the namespace that nobody controls. */
    public static List<KubeObject> orphans(ClusterView view, Kind kind, String namespace) {
        List<KubeObject> out = new ArrayList<>();
        for (KubeObject object : view.controlledBy("", kind)) {
            if (object.namespace().equals(namespace)) {
                out.add(object);
            }
        }
        return out;
    }

    /** Key of the controlling owner, or null when there is none. */
    public static @Nullable ObjectKey controllerKey(KubeObject child) {
        if (child.ownerUid().isEmpty()) {
            return null;
        }
        for (ObjectNode reference : Json.objectsAt(child.tree(), "metadata", "ownerReferences")) {
            if (Json.flagAt(reference, "controller")) {
                return new ObjectKey(
                        KubeObject.groupOf(Json.textAt(reference, "apiVersion")),
                        Json.textAt(reference, "kind"),
                        child.namespace(),
                        Json.textAt(reference, "name"));
            }
        }
        return null;
    }

    /** The controlling owner as it is known here, or null when it is of another kind or another object by now. */
    public static @Nullable KubeObject controller(KubeObject child, Kind kind, ClusterView view) {
        ObjectKey key = controllerKey(child);
        if (key == null || !key.kind().equals(kind.kind()) || !key.group().equals(kind.group())) {
            return null;
        }
        KubeObject owner = view.get(key);
        return owner != null && owner.uid().equals(child.ownerUid()) ? owner : null;
    }

    /** An owner reference with controller and blockOwnerDeletion true. */
    public static ObjectNode reference(Kind kind, KubeObject owner) {
        return Json.object()
                .put("apiVersion", kind.apiVersion())
                .put("kind", kind.kind())
                .put("name", owner.name())
                .put("uid", owner.uid())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    /** Adds the owner's controlling reference to a tree that the caller may change. */
    public static ObjectNode adopt(ObjectNode child, Kind kind, KubeObject owner) {
        ObjectNode metadata = Json.ensure(child, "metadata");
        withoutReference(metadata, owner.uid()).add(reference(kind, owner));
        return child;
    }

    /** Removes every reference to the owner from a tree that the caller may change. */
    public static ObjectNode release(ObjectNode child, String ownerUid) {
        ObjectNode metadata = Json.ensure(child, "metadata");
        if (withoutReference(metadata, ownerUid).isEmpty()) {
            metadata.remove("ownerReferences");
        }
        return child;
    }

    private static ArrayNode withoutReference(ObjectNode metadata, String uid) {
        List<ObjectNode> references = Json.objectsAt(metadata, "ownerReferences");
        ArrayNode kept = metadata.putArray("ownerReferences");
        references.stream()
                .filter(reference -> !Json.textAt(reference, "uid").equals(uid))
                .forEach(kept::add);
        return kept;
    }
}
