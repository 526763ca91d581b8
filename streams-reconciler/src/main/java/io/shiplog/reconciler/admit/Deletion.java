package io.shiplog.reconciler.admit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.object.SystemPriorities;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a DELETE does: the object goes at once, or it gets a deletionTimestamp and stays until its finalizers are gone,
 * its
 * node has let go of it (pods), or its contents are gone (namespaces).
 */
public final class Deletion {

    private static final long DEFAULT_GRACE_SECONDS = 30;

    private Deletion() {}

    /**
     * Options of one DELETE.
     *
     * @param gracePeriodSeconds -1 for the object's own
     * @param propagation empty when the request says nothing
     * @param orphanDependents null when the request says nothing
     */
    public record Options(
            long gracePeriodSeconds,
            String propagation,
            @Nullable Boolean orphanDependents) {}

    /** Admits a DELETE. Throws 403 for a namespace that the system needs. */
    public static Admitted delete(Kind kind, KubeObject current, Options options, Instant now) {
        refuseSystemNamespace(kind, current);
        refuseSystemPriorityClass(kind, current);
        List<String> finalizers = DeletePolicy.finalizers(
                Json.textsAt(current.tree(), "metadata", "finalizers"),
                options.propagation(),
                options.orphanDependents(),
                kind.defaultPropagation());
        long grace = kind.equals(Kinds.POD) ? podGrace(current, options.gracePeriodSeconds()) : 0;
        boolean contents = kind.equals(Kinds.NAMESPACE) && !spelledOut(current);
        if (finalizers.isEmpty() && grace == 0 && !contents) {
            return new Admitted(current, current, true, false);
        }
        ObjectNode next = current.copy();
        ObjectNode metadata = Json.ensure(next, "metadata");
        setFinalizers(metadata, finalizers);
        long due = now.getEpochSecond() + grace;
        if (!current.deleting() || due * 1000 < current.deletionMillis()) {
            metadata.put("deletionTimestamp", Times.format(Instant.ofEpochSecond(due)));
            metadata.put("deletionGracePeriodSeconds", grace);
            if (kind.generation()) {
                metadata.put("generation", Json.longAt(metadata, 0, "generation") + 1);
            }
        }
        if (kind.equals(Kinds.NAMESPACE)) {
            Json.ensure(next, "status").put("phase", "Terminating");
        }
        if (next.equals(current.tree())) {
            return new Admitted(current, current, false, true);
        }
        return new Admitted(current, KubeObject.of(next, current.version() + 1), false, false);
    }

    /** True when an object that is being deleted has nothing left that holds it: it can be removed. */
    public static boolean nothingHolds(Kind kind, KubeObject object) {
        if (!Json.textsAt(object.tree(), "metadata", "finalizers").isEmpty()) {
            return false;
        }
        if (kind.equals(Kinds.NAMESPACE)) {
            return spelledOut(object);
        }
        if (kind.equals(Kinds.POD)) {
            return object.node().isEmpty()
                    || Json.longAt(object.tree(), 1, "metadata", "deletionGracePeriodSeconds") == 0;
        }
        return true;
    }

    private static boolean spelledOut(KubeObject namespace) {
        return Json.textsAt(namespace.tree(), "spec", "finalizers").isEmpty();
    }

    /** A pod without a node, or one that has ended, needs no grace; a later DELETE may only shorten it. */
    private static long podGrace(KubeObject pod, long asked) {
        if (pod.node().isEmpty() || pod.pod().terminal()) {
            return 0;
        }
        long own = Json.longAt(pod.tree(), DEFAULT_GRACE_SECONDS, "spec", "terminationGracePeriodSeconds");
        long grace = asked >= 0 ? asked : own;
        if (pod.deleting()) {
            return Math.min(grace, Json.longAt(pod.tree(), own, "metadata", "deletionGracePeriodSeconds"));
        }
        return grace;
    }

    private static void setFinalizers(ObjectNode metadata, List<String> finalizers) {
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
            return;
        }
        ArrayNode array = metadata.putArray("finalizers");
        finalizers.forEach(array::add);
    }

    private static void refuseSystemPriorityClass(Kind kind, KubeObject current) {
        if (kind.equals(Kinds.PRIORITY_CLASS) && SystemPriorities.has(current.name())) {
            throw StatusException.forbidden(
                    kind.group(),
                    kind.plural(),
                    current.name(),
                    "this is a system priority class and cannot be deleted");
        }
    }

    private static void refuseSystemNamespace(Kind kind, KubeObject object) {
        if (kind.equals(Kinds.NAMESPACE)
                && (object.name().equals("default") || object.name().startsWith("kube-"))) {
            throw StatusException.forbidden("", kind.plural(), object.name(), "this namespace may not be deleted");
        }
    }
}
