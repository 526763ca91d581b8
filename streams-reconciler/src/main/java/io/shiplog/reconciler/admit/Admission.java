package io.shiplog.reconciler.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.defaults.Defaults;
import io.shiplog.reconciler.admit.validate.Validation;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.object.Uids;
import io.shiplog.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;

/**
 * The door that every new or changed object passes, whoever wants it: a client, a manifest, a controller. Takes a tree
 * of
 * the stored version and gives the object as it will be stored, or throws the {@link StatusException} that the asker
 * is told.
 */
public final class Admission {

    /** Metadata that belongs to the system: what a client says of it is not heard. */
    private static final List<String> SYSTEM_METADATA = List.of(
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "selfLink",
            "managedFields");

    /** A list, since their order becomes the order of fields, which has to be the same in every JVM. */
    private static final List<String> KEPT_METADATA =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    private static final int GENERATED_NAME_TRIES = 8;
    private static final int SUFFIX_LENGTH = 5;
    private static final int MAX_GENERATED_BASE = 58;

    private final AdmissionConfig config;

    public Admission(AdmissionConfig config) {
        this.config = config;
    }

    /**
     * Admits a new object.
     *
     * @param namespace namespace of the request, empty for cluster-scoped kinds
     * @param sent the object in the stored version; changed in place
     * @param uid uid that it gets
     */
    public KubeObject create(ClusterView view, Kind kind, String namespace, ObjectNode sent, String uid, Instant now) {
        ObjectNode metadata = Json.ensure(sent, "metadata");
        placeInNamespace(kind, namespace, metadata);
        SYSTEM_METADATA.forEach(metadata::remove);
        String name = name(view, kind, namespace, metadata, uid);
        if (view.get(kind.key(namespace, name)) != null) {
            throw StatusException.alreadyExists(kind.group(), kind.plural(), name);
        }
        requireNamespace(view, kind, namespace, name);
        if (kind.subresources().contains("status") && !kind.equals(Kinds.NODE)) {
            sent.remove("status");
        }
        if (kind.equals(Kinds.POD)) {
            PodAdmission.beforeDefaults(sent);
            PodPriority.resolve(view, sent);
        } else if (kind.equals(Kinds.PRIORITY_CLASS)) {
            PodPriority.oneDefault(view, name, sent);
        }
        Defaults.apply(kind, sent);
        if (kind.equals(Kinds.POD)) {
            PodAdmission.afterDefaults(sent, config, now);
        }
        refuseInvalid(kind, name, Validation.create(kind, sent));
        metadata.put("uid", uid);
        metadata.put("creationTimestamp", Times.format(now));
        if (kind.generation()) {
            metadata.put("generation", 1);
        }
        return checkSize(KubeObject.of(sent, 1));
    }

    /**
     * Admits a whole new state of an object.
     *
     * @param subresource empty for all but status; "status" for status alone
     * @param next the wanted tree in the stored version; changed in place
     */
    public Admitted update(ClusterView view, Kind kind, KubeObject current, ObjectNode next, String subresource) {
        ObjectNode before = current.tree();
        ObjectNode merged = subresource.equals("status") ? onlyStatus(before, next) : allButStatus(kind, before, next);
        if (kind.equals(Kinds.POD)) {
            PodPriority.keep(before, merged);
        } else if (kind.equals(Kinds.PRIORITY_CLASS)) {
            PodPriority.oneDefault(view, current.name(), merged);
        }
        Defaults.apply(kind, merged);
        refuseInvalid(kind, current.name(), Validation.update(kind, merged, before));
        return admit(kind, current, merged);
    }

    /** The same for trees that need no defaults and no validation: the system's own bookkeeping. */
    public Admitted admit(Kind kind, KubeObject current, ObjectNode next) {
        if (Json.same(next, current.tree())) {
            return new Admitted(current, current, false, true);
        }
        if (kind.generation() && !Json.same(next.get("spec"), current.tree().get("spec"))) {
            ObjectNode metadata = Json.ensure(next, "metadata");
            metadata.put("generation", Json.longAt(metadata, 0, "generation") + 1);
        }
        KubeObject after = checkSize(KubeObject.of(next, current.version() + 1));
        return new Admitted(current, after, after.deleting() && Deletion.nothingHolds(kind, after), false);
    }

    private static ObjectNode onlyStatus(ObjectNode before, ObjectNode next) {
        ObjectNode merged = before.deepCopy();
        JsonNode status = next.get("status");
        if (status == null || status.isNull()) {
            merged.remove("status");
        } else {
            merged.set("status", status);
        }
        return merged;
    }

    private static ObjectNode allButStatus(Kind kind, ObjectNode before, ObjectNode next) {
        ObjectNode metadata = Json.ensure(next, "metadata");
        ObjectNode old = Json.ensure(before, "metadata");
        refuseOtherIdentity(kind, metadata, old);
        SYSTEM_METADATA.forEach(metadata::remove);
        for (String field : KEPT_METADATA) {
            JsonNode value = old.get(field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        metadata.set("name", old.get("name"));
        if (old.has("namespace")) {
            metadata.set("namespace", old.get("namespace"));
        }
        if (kind.subresources().contains("status")) {
            JsonNode status = before.get("status");
            if (status == null) {
                next.remove("status");
            } else {
                next.set("status", status);
            }
        }
        return next;
    }

    private static void refuseOtherIdentity(Kind kind, ObjectNode metadata, ObjectNode old) {
        String name = Json.textAt(old, "name");
        String uid = Json.textAt(metadata, "uid");
        if (!uid.isEmpty() && !uid.equals(Json.textAt(old, "uid"))) {
            throw StatusException.conflict(
                    kind.group(),
                    kind.plural(),
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Json.textAt(old, "uid"));
        }
        String wanted = Json.textAt(metadata, "name");
        if (!wanted.isEmpty() && !wanted.equals(name)) {
            throw StatusException.badRequest(
                    "the name of the object (" + wanted + ") does not match the name on the URL (" + name + ")");
        }
    }

    private static void placeInNamespace(Kind kind, String namespace, ObjectNode metadata) {
        String said = Json.textAt(metadata, "namespace");
        if (!kind.namespaced()) {
            metadata.remove("namespace");
            return;
        }
        if (!said.isEmpty() && !said.equals(namespace)) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the" + " request");
        }
        metadata.put("namespace", namespace);
    }

    /** The object's name; made from generateName and the uid when there is none, again when the name is taken. */
    private static String name(ClusterView view, Kind kind, String namespace, ObjectNode metadata, String uid) {
        String name = Json.textAt(metadata, "name");
        if (!name.isEmpty()) {
            return name;
        }
        String base = Json.textAt(metadata, "generateName");
        if (base.isEmpty()) {
            throw StatusException.invalid(
                    kind.group(),
                    kind.kind(),
                    "",
                    List.of(FieldError.required("metadata.name", "name or generateName is required")));
        }
        String cut = base.length() > MAX_GENERATED_BASE ? base.substring(0, MAX_GENERATED_BASE) : base;
        for (int attempt = 0; attempt < GENERATED_NAME_TRIES; attempt++) {
            String candidate = cut + Uids.suffix(uid, attempt, SUFFIX_LENGTH);
            if (view.get(kind.key(namespace, candidate)) == null) {
                metadata.put("name", candidate);
                return candidate;
            }
        }
        throw StatusException.alreadyExists(kind.group(), kind.plural(), cut);
    }

    /** A namespaced object needs its Namespace, and one that is not on its way out. */
    private static void requireNamespace(ClusterView view, Kind kind, String namespace, String name) {
        if (!kind.namespaced()) {
            return;
        }
        KubeObject found = view.get(Kinds.NAMESPACE.key("", namespace));
        if (found == null) {
            throw StatusException.notFound("", Kinds.NAMESPACE.plural(), namespace);
        }
        if (found.deleting() && !kind.equals(Kinds.EVENT)) {
            StatusException refusal = StatusException.forbidden(
                    kind.group(),
                    kind.plural(),
                    name,
                    "unable to create new content in namespace " + namespace + " because it is being terminated");
            Json.ensure(refusal.status(), "details")
                    .putArray("causes")
                    .addObject()
                    .put("reason", "NamespaceTerminating")
                    .put("message", "namespace " + namespace + " is being terminated")
                    .put("field", "metadata.namespace");
            throw refusal;
        }
    }

    private static void refuseInvalid(Kind kind, String name, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid(kind.group(), kind.kind(), name, errors);
        }
    }

    private static KubeObject checkSize(KubeObject object) {
        if (object.json().length > Topics.MAX_OBJECT_BYTES) {
            ObjectKey key = object.key();
            throw StatusException.of(
                    413,
                    "RequestEntityTooLarge",
                    key.kind() + " \"" + key.name() + "\" would be " + object.json().length
                            + " bytes; an object may have " + Topics.MAX_OBJECT_BYTES + " at most: split it");
        }
        return object;
    }
}
