package io.shiplog.reconciler.admit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.reconciler.state.PriorityClassFacts;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * The admission plugin Priority: the class that a pod names becomes its priority and preemption policy, and there is
 * one default class at most.
 */
final class PodPriority {

    private PodPriority() {}

    /** Resolves the class of a new pod. Throws 403 when there is no such class, or when the pod says otherwise. */
    static void resolve(ClusterView view, ObjectNode pod) {
        ObjectNode spec = Json.ensure(pod, "spec");
        String name = Json.textAt(spec, "priorityClassName");
        PriorityClassFacts found = name.isEmpty() ? defaultClass(view) : view.priorityClass(name);
        if (found == null && !name.isEmpty()) {
            throw forbidden(pod, "no PriorityClass with name " + name + " was found");
        }
        int priority = found == null ? 0 : found.value();
        if (spec.path("priority").isNumber() && spec.path("priority").longValue() != priority) {
            throw forbidden(
                    pod,
                    "the integer value of priority (" + spec.path("priority").asText()
                            + ") must not be provided in pod spec; priority admission controller computed " + priority
                            + " from the given PriorityClass name");
        }
        String said = Json.textAt(spec, "preemptionPolicy");
        String policy = found == null ? "PreemptLowerPriority" : found.preemptionPolicy();
        if (!said.isEmpty() && !said.equals(policy)) {
            throw forbidden(
                    pod,
                    "the string value of PreemptionPolicy (" + said
                            + ") must not be provided in pod spec; priority admission controller computed " + policy
                            + " from the given PriorityClass name");
        }
        if (found != null) {
            spec.put("priorityClassName", found.name());
        }
        spec.put("priority", priority);
        spec.put("preemptionPolicy", policy);
    }

    /** Of several that claim to be the default the one that is worth least. */
    private static @Nullable PriorityClassFacts defaultClass(ClusterView view) {
        PriorityClassFacts out = null;
        for (PriorityClassFacts one : view.priorityClasses()) {
            if (one.globalDefault() && (out == null || one.value() < out.value())) {
                out = one;
            }
        }
        return out;
    }

    private static StatusException forbidden(ObjectNode pod, String detail) {
        String generated = Json.textAt(pod, "metadata", "generateName");
        String name = generated.isEmpty() ? Json.textAt(pod, "metadata", "name") : generated;
        return StatusException.forbidden("", Kinds.POD.plural(), name, detail);
    }

    /** What a replacement of a pod leaves out of this stays as it is. */
    static void keep(ObjectNode before, ObjectNode next) {
        for (String field : new String[] {"priority", "preemptionPolicy"}) {
            ObjectNode spec = Json.ensure(next, "spec");
            if (!spec.hasNonNull(field) && before.path("spec").hasNonNull(field)) {
                spec.set(field, before.path("spec").get(field));
            }
        }
    }

    /** Refuses a second class that wants to be the default. Throws 403. */
    static void oneDefault(ClusterView view, String name, ObjectNode priorityClass) {
        if (!Json.flagAt(priorityClass, "globalDefault")) {
            return;
        }
        Kind kind = Kinds.PRIORITY_CLASS;
        for (KubeObject other : view.list(kind, "")) {
            if (!other.name().equals(name) && Json.flagAt(other.tree(), "globalDefault")) {
                throw StatusException.forbidden(
                        kind.group(),
                        kind.plural(),
                        name,
                        "PriorityClass " + other.name() + " is already marked as default. Only one default can exist");
            }
        }
    }
}
