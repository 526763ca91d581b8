package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What Kubernetes fills in when a manifest says nothing.
 *
 * <p>Values are those of Kubernetes' defaulting of the stored version, and of what its admission always adds (priority
 * of
 * pods, the name label of namespaces). Doing it twice changes nothing, so updates pass through it as creates do.
 */
public final class Defaults {

    private static final Map<Kind, Consumer<ObjectNode>> BY_KIND = Map.of(
            Kinds.POD, PodDefaults::pod,
            Kinds.DEPLOYMENT, Defaults::deployment,
            Kinds.REPLICA_SET, Defaults::replicaSet,
            Kinds.SERVICE, ServiceDefaults::service,
            Kinds.NAMESPACE, Defaults::namespace,
            Kinds.SECRET, Defaults::secret,
            Kinds.NODE, Defaults::node,
            Kinds.PRIORITY_CLASS, tree -> Absent.text(tree, "preemptionPolicy", "PreemptLowerPriority"));

    private Defaults() {}

    /** Fills in the defaults of the stored version, in place. Twice is the same as once. */
    public static void apply(Kind kind, ObjectNode tree) {
        Consumer<ObjectNode> rule = BY_KIND.get(kind);
        if (rule != null) {
            rule.accept(tree);
        }
    }

    private static void deployment(ObjectNode tree) {
        ObjectNode spec = Absent.object(tree, "spec");
        Absent.number(spec, "replicas", 1);
        ObjectNode strategy = Absent.object(spec, "strategy");
        Absent.text(strategy, "type", "RollingUpdate");
        if (Json.textAt(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Absent.object(strategy, "rollingUpdate");
            Absent.text(rolling, "maxUnavailable", "25%");
            Absent.text(rolling, "maxSurge", "25%");
        }
        Absent.number(spec, "revisionHistoryLimit", 10);
        Absent.number(spec, "progressDeadlineSeconds", 600);
        PodDefaults.template(Json.ensure(spec, "template"));
    }

    private static void replicaSet(ObjectNode tree) {
        ObjectNode spec = Absent.object(tree, "spec");
        Absent.number(spec, "replicas", 1);
        ObjectNode template = Json.ensure(spec, "template");
        Map<String, String> labels = Json.mapAt(template, "metadata", "labels");
        if (!labels.isEmpty() && Json.mapAt(tree, "metadata", "labels").isEmpty()) {
            ObjectNode own = Json.ensure(tree, "metadata").putObject("labels");
            labels.forEach(own::put);
        }
        PodDefaults.template(template);
    }

    /** A namespace on its way out loses its finalizer, and must not get it back. */
    private static void namespace(ObjectNode tree) {
        ObjectNode metadata = Absent.object(tree, "metadata");
        String name = Json.textAt(metadata, "name");
        if (!name.isEmpty()) {
            Absent.object(metadata, "labels").put("kubernetes.io/metadata.name", name);
        }
        ObjectNode spec = Absent.object(tree, "spec");
        if (Json.textAt(metadata, "deletionTimestamp").isEmpty()) {
            Absent.list(spec, "finalizers", "kubernetes");
        }
        Absent.text(Absent.object(tree, "status"), "phase", "Active");
    }

    private static void secret(ObjectNode tree) {
        Absent.text(tree, "type", "Opaque");
        JsonNode plain = tree.remove("stringData");
        if (plain != null && plain.isObject() && !plain.isEmpty()) {
            ObjectNode data = Absent.object(tree, "data");
            plain.properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static void node(ObjectNode tree) {
        if (Json.at(tree, "status") instanceof ObjectNode status) {
            Quantities.canonical(status, "capacity");
            Quantities.canonical(status, "allocatable");
            if (Absent.is(status, "allocatable") && Json.at(status, "capacity") instanceof ObjectNode capacity) {
                status.set("allocatable", capacity.deepCopy());
            }
        }
    }
}
