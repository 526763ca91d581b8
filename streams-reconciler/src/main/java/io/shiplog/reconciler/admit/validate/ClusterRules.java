package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Namespaces, Nodes, Events, Leases. */
final class ClusterRules {

    private static final List<String> TAINT_EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private ClusterRules() {}

    static void namespace(ObjectNode tree, Problems problems) {
        Json.textsAt(tree, "spec", "finalizers")
                .forEach(
                        finalizer -> problems.invalidAll("spec.finalizers", finalizer, Names.qualifiedName(finalizer)));
    }

    static void node(ObjectNode tree, Problems problems) {
        List<ObjectNode> taints = Json.objectsAt(tree, "spec", "taints");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < taints.size(); i++) {
            ObjectNode taint = taints.get(i);
            String path = "spec.taints[" + i + "]";
            String key = Json.textAt(taint, "key");
            String value = Json.textAt(taint, "value");
            String effect = Json.textAt(taint, "effect");
            problems.invalidAll(path + ".key", key, Names.qualifiedName(key));
            problems.invalidAll(path + ".value", value, Names.labelValue(value));
            if (effect.isEmpty()) {
                problems.required(path + ".effect");
            } else {
                problems.oneOf(path + ".effect", effect, TAINT_EFFECTS);
            }
            if (!seen.add(key + ":" + effect)) {
                problems.duplicateShown(
                        path,
                        "core.Taint{Key:" + Problems.quoted(key) + ", Value:" + Problems.quoted(value) + ", Effect:"
                                + Problems.quoted(effect) + ", TimeAdded:<nil>}");
            }
        }
    }

    /** An event lies in the namespace of what it tells of; of a cluster-scoped thing, in default or kube-system. */
    static void event(ObjectNode tree, Problems problems) {
        String namespace = Json.textAt(tree, "metadata", "namespace");
        String involved = Json.textAt(tree, "involvedObject", "namespace");
        boolean clusterScoped =
                involved.isEmpty() && List.of("default", "kube-system").contains(namespace);
        if (!clusterScoped && !involved.equals(namespace)) {
            problems.invalid("involvedObject.namespace", involved, "does not match event.namespace");
        }
    }

    static void lease(ObjectNode tree, Problems problems) {
        if (tree.path("spec").path("holderIdentity").isTextual()
                && Json.textAt(tree, "spec", "holderIdentity").isEmpty()) {
            problems.invalid("spec.holderIdentity", "", "must not be empty");
        }
        long seconds = Json.longAt(tree, 1, "spec", "leaseDurationSeconds");
        if (seconds <= 0) {
            problems.invalidShown("spec.leaseDurationSeconds", Long.toString(seconds), "must be greater than 0");
        }
        problems.notNegative(tree.path("spec"), "spec", "leaseTransitions");
    }
}
