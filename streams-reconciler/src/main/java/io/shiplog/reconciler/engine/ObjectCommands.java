package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.admit.Decoding;
import io.shiplog.reconciler.admit.Deletion;
import io.shiplog.reconciler.admit.Scale;
import io.shiplog.reconciler.admit.patch.JsonMergePatch;
import io.shiplog.reconciler.admit.patch.JsonPatch;
import io.shiplog.reconciler.admit.patch.StrategicMergePatch;
import io.shiplog.reconciler.controller.disruption.Eviction;
import io.shiplog.reconciler.pod.PodStatusMerge;
import io.shiplog.schemas.convert.Conversion;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.ApplyObject;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.CreateObject;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.PatchObject;
import io.shiplog.schemas.record.PatchType;
import io.shiplog.schemas.record.Precondition;
import io.shiplog.schemas.record.ReplaceObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands on objects: create, replace, patch, apply, delete. Each ends in one change and one answer, or in a refusal.
 */
final class ObjectCommands {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** The records that it takes. */
    static final List<Class<?>> TAKES =
            List.of(CreateObject.class, ReplaceObject.class, PatchObject.class, ApplyObject.class, DeleteObject.class);

    private final Admission admission;

    ObjectCommands(Admission admission) {
        this.admission = admission;
    }

    /** One command: its change and its answer, or the answer that it is refused. */
    void take(Slice slice, Object command) {
        CommandTarget target = CommandTarget.of(command);
        try {
            carryOut(slice, command);
        } catch (StatusException refusal) {
            slice.refused(target.meta(), target.keyIfKnown(), refusal);
        }
    }

    /** One command: its change and its answer; throws the StatusException that refuses it instead of answering. */
    void carryOut(Slice slice, Object command) {
        CommandTarget target = CommandTarget.of(command);
        CommandMeta meta = target.meta();
        if (meta.getDeadlineMillis() != 0 && slice.now().toEpochMilli() > meta.getDeadlineMillis()) {
            throw StatusException.of(
                    504,
                    "Timeout",
                    "Timeout: the request's deadline had passed before its turn came; nothing was changed");
        }
        if (command instanceof CreateObject create) {
            create(slice, target, bytes(create.getObject()));
        } else if (command instanceof ReplaceObject replace) {
            replace(slice, target, replace);
        } else if (command instanceof PatchObject patch) {
            patch(slice, target, patch);
        } else if (command instanceof ApplyObject apply) {
            apply(slice, target, bytes(apply.getObject()));
        } else {
            delete(slice, target, (DeleteObject) command);
        }
    }

    private void finish(Slice slice, CommandTarget target, int code, Admitted result, List<String> warnings) {
        if (!target.meta().getDryRun()) {
            slice.apply(result, slice.client(target.meta()));
        }
        slice.done(target.meta(), code, result, warnings);
    }

    private void create(Slice slice, CommandTarget target, byte[] json) {
        Kind kind = target.kind();
        List<String> warnings = new ArrayList<>();
        ObjectNode sent = Decoding.parse(kind, target.apiVersion(), json);
        if (!target.name().isEmpty()) {
            Json.ensure(sent, "metadata").put("name", target.name());
        }
        String validation = target.meta().getFieldValidation();
        ObjectNode stored = Decoding.toStored(kind, target.apiVersion(), sent, validation, warnings);
        KubeObject object =
                admission.create(slice.state(), kind, target.namespace(), stored, slice.nextUid(), slice.now());
        if (kind.uncachedTopic()) {
            ClientEvents.write(slice, target.meta(), object, 201);
            return;
        }
        finish(slice, target, 201, new Admitted(null, object, false, false), warnings);
    }

    private void replace(Slice slice, CommandTarget target, ReplaceObject command) {
        Kind kind = target.kind();
        List<String> warnings = new ArrayList<>();
        if (kind.uncachedTopic()) {
            ObjectNode sent = Decoding.parse(kind, target.apiVersion(), bytes(command.getObject()));
            String validation = target.meta().getFieldValidation();
            ObjectNode stored = Decoding.toStored(kind, target.apiVersion(), sent, validation, warnings);
            ClientEvents.write(slice, target.meta(), KubeObject.of(stored, 1), 200);
            return;
        }
        KubeObject current = current(slice, target, command.getPrecondition());
        Admitted result;
        if (command.getSubresource().equals("scale")) {
            ObjectNode scale = Json.parse(bytes(command.getObject()));
            result = admission.update(slice.state(), kind, current, Scale.into(current, scale), "");
        } else {
            ObjectNode sent = Decoding.parse(kind, target.apiVersion(), bytes(command.getObject()));
            String validation = target.meta().getFieldValidation();
            ObjectNode stored = Decoding.toStored(kind, target.apiVersion(), sent, validation, warnings);
            result = command.getSubresource().equals("finalize")
                    ? finalizeNamespace(kind, current, stored)
                    : updated(slice, kind, current, stored, command.getSubresource());
        }
        finish(slice, target, 200, result, warnings);
    }

    private Admitted finalizeNamespace(Kind kind, KubeObject current, ObjectNode sent) {
        ObjectNode next = current.copy();
        JsonNode finalizers = Json.at(sent, "spec", "finalizers");
        Json.ensure(next, "spec").set("finalizers", finalizers == null ? Json.array() : finalizers);
        return admission.admit(kind, current, next);
    }

    private void patch(Slice slice, CommandTarget target, PatchObject command) {
        Kind kind = target.kind();
        List<String> warnings = new ArrayList<>();
        KubeObject current = current(slice, target, command.getPrecondition());
        if (command.getSubresource().equals("scale")) {
            ObjectNode scale = patched(kind, Scale.of(current), command);
            finish(
                    slice,
                    target,
                    200,
                    admission.update(slice.state(), kind, current, Scale.into(current, scale), ""),
                    warnings);
            return;
        }
        Kind.GroupVersion as = new Kind.GroupVersion(target.group(), target.version());
        boolean stored = as.equals(kind.served().get(0));
        ObjectNode before = stored ? current.tree() : Conversion.fromStored(kind, current.tree(), as);
        ObjectNode after = patched(kind, before, command);
        ObjectNode next = Decoding.toStored(
                kind, target.apiVersion(), after, target.meta().getFieldValidation(), warnings);
        finish(slice, target, 200, updated(slice, kind, current, next, command.getSubresource()), warnings);
    }

    /** A client that sets what a readiness gate waits for makes the pod ready, as the kubelet would. */
    private Admitted updated(Slice slice, Kind kind, KubeObject current, ObjectNode next, String subresource) {
        if (kind.equals(Kinds.POD) && subresource.equals("status")) {
            PodStatusMerge.judge(next, slice.now());
        }
        return admission.update(slice.state(), kind, current, next, subresource);
    }

    private static ObjectNode patched(Kind kind, ObjectNode before, PatchObject command) {
        JsonNode patch;
        try {
            patch = Json.MAPPER.readTree(bytes(command.getPatch()));
        } catch (IOException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getMessage());
        }
        if (command.getPatchType() == PatchType.JSON_PATCH) {
            if (patch instanceof ArrayNode operations) {
                return JsonPatch.apply(before, operations);
            }
            throw StatusException.badRequest("error decoding patch: a JSON patch is an array of operations");
        }
        if (!(patch instanceof ObjectNode object)) {
            throw StatusException.badRequest("error decoding patch: a merge patch is a JSON object");
        }
        return command.getPatchType() == PatchType.JSON_MERGE
                ? JsonMergePatch.apply(before, object)
                : StrategicMergePatch.apply(before, object, kind);
    }

    /** Declarative apply, as kubectl does on its side: create, or three-way merge with what was applied last. */
    private void apply(Slice slice, CommandTarget target, byte[] json) {
        Kind kind = target.kind();
        ObjectNode manifest = Decoding.parse(kind, target.apiVersion(), json);
        List<String> warnings = new ArrayList<>();
        String validation = target.meta().getFieldValidation();
        Decoding.toStored(kind, target.apiVersion(), manifest, validation, warnings);
        ObjectNode plain = manifest.deepCopy();
        Json.ensure(plain, "metadata", "annotations").remove(LAST_APPLIED);
        Json.ensure(manifest, "metadata", "annotations").put(LAST_APPLIED, Json.text(plain) + "\n");
        KubeObject current = slice.state().get(target.key());
        if (current == null) {
            create(slice, target, Json.bytes(manifest));
            return;
        }
        String last = current.annotation(LAST_APPLIED);
        Kind.GroupVersion as = new Kind.GroupVersion(target.group(), target.version());
        ObjectNode live = Conversion.fromStored(kind, current.tree(), as);
        ObjectNode original = last.isEmpty() ? null : Json.parse(last);
        ObjectNode patch = StrategicMergePatch.threeWay(original, manifest, live, kind);
        ObjectNode next = StrategicMergePatch.apply(live, patch, kind);
        ObjectNode stored = Decoding.toStored(kind, target.apiVersion(), next, "Ignore", warnings);
        finish(slice, target, 200, admission.update(slice.state(), kind, current, stored, ""), warnings);
    }

    private void delete(Slice slice, CommandTarget target, DeleteObject command) {
        Kind kind = target.kind();
        if (kind.uncachedTopic()) {
            ClientEvents.delete(slice, target.meta(), kind.key(target.namespace(), target.name()));
            return;
        }
        KubeObject current = current(slice, target, command.getPrecondition());
        Deletion.Options options =
                new Deletion.Options(command.getGracePeriodSeconds(), command.getPropagationPolicy(), null);
        if (command.getEviction()) {
            evict(slice, target, current, options);
        } else {
            finish(slice, target, 200, Deletion.delete(kind, current, options, slice.now()), List.of());
        }
    }

    private void evict(Slice slice, CommandTarget target, KubeObject pod, Deletion.Options options) {
        KubeObject charged =
                Eviction.charge(pod, slice.state().list(Kinds.POD_DISRUPTION_BUDGET, pod.namespace()), slice.now());
        KubeObject reasoned = Eviction.reasoned(pod, slice.now());
        Admitted going = Deletion.delete(Kinds.POD, reasoned, options, slice.now());
        if (charged != null && !target.meta().getDryRun()) {
            slice.apply(
                    new Admitted(slice.state().get(charged.key()), charged, false, false), slice.client(target.meta()));
        }
        finish(slice, target, 200, new Admitted(pod, going.after(), going.removed(), going.unchanged()), List.of());
    }

    /** The object that a command is about. Throws 404, or 409 when it is no longer what the client saw. */
    private static KubeObject current(Slice slice, CommandTarget target, @Nullable Precondition seen) {
        Kind kind = target.kind();
        KubeObject current = slice.state().get(target.key());
        if (current == null) {
            throw StatusException.notFound(kind.group(), kind.plural(), target.name());
        }
        if (seen != null && !seen.getUid().isEmpty() && !seen.getUid().equals(current.uid())) {
            throw StatusException.conflict(
                    kind.group(),
                    kind.plural(),
                    target.name(),
                    "Precondition failed: UID in precondition: " + seen.getUid() + ", UID in object meta: "
                            + current.uid());
        }
        if (seen != null && seen.getVersion() >= 0 && seen.getVersion() != current.version()) {
            throw StatusException.conflict(
                    kind.group(),
                    kind.plural(),
                    target.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        return current;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }
}
