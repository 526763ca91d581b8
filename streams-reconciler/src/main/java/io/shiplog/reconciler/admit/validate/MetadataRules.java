package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.value.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Names, labels, annotations, owners: the same for every kind but for the rule of the name. */
final class MetadataRules {

    private static final int ANNOTATIONS_BYTES_MAX = 256 * 1024;

    private MetadataRules() {}

    static void create(Kind kind, ObjectNode tree, Problems problems) {
        JsonNode metadata = tree.path("metadata");
        String name = Json.textAt(metadata, "name");
        String generateName = Json.textAt(metadata, "generateName");
        Function<String, List<String>> rule = nameRule(kind);
        if (!generateName.isEmpty()) {
            problems.invalidAll("metadata.generateName", generateName, rule.apply(unfinished(generateName)));
        }
        if (!name.isEmpty()) {
            problems.invalidAll("metadata.name", name, rule.apply(name));
        } else if (generateName.isEmpty()) {
            problems.required("metadata.name", "name or generateName is required");
        }
        String namespace = Json.textAt(metadata, "namespace");
        if (!kind.namespaced() && !namespace.isEmpty()) {
            problems.forbidden("metadata.namespace", "not allowed on this type");
        } else if (kind.namespaced() && namespace.isEmpty()) {
            problems.required("metadata.namespace");
        } else if (kind.namespaced()) {
            problems.invalidAll("metadata.namespace", namespace, Names.dns1123Label(namespace));
        }
        common(tree, problems);
    }

    static void update(ObjectNode next, ObjectNode current, Problems problems) {
        for (String field : List.of("name", "namespace", "uid")) {
            String after = Json.textAt(next, "metadata", field);
            if (!after.isEmpty() && !after.equals(Json.textAt(current, "metadata", field))) {
                problems.invalid("metadata." + field, after, Problems.IMMUTABLE);
            }
        }
        if (!Json.textAt(current, "metadata", "deletionTimestamp").isEmpty()) {
            List<String> added = new ArrayList<>(Json.textsAt(next, "metadata", "finalizers"));
            added.removeAll(Json.textsAt(current, "metadata", "finalizers"));
            if (!added.isEmpty()) {
                problems.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                                + GoText.list(added));
            }
        }
        common(next, problems);
    }

    private static void common(ObjectNode tree, Problems problems) {
        JsonNode metadata = tree.path("metadata");
        labels(Json.mapAt(metadata, "labels"), "metadata.labels", problems);
        annotations(Json.mapAt(metadata, "annotations"), "metadata.annotations", problems);
        Json.textsAt(metadata, "finalizers")
                .forEach(finalizer ->
                        problems.invalidAll("metadata.finalizers", finalizer, Names.qualifiedName(finalizer)));
        owners(metadata, problems);
    }

    /** Labels or a node selector: keys are qualified names, values label values. */
    static void labels(Map<String, String> labels, String path, Problems problems) {
        labels.forEach((key, value) -> {
            problems.invalidAll(path, key, Names.qualifiedName(key));
            problems.invalidAll(path, value, Names.labelValue(value));
        });
    }

    static void annotations(Map<String, String> annotations, String path, Problems problems) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : annotations.entrySet()) {
            problems.invalidAll(
                    path, entry.getKey(), Names.qualifiedName(entry.getKey().toLowerCase(Locale.ROOT)));
            bytes += utf8Bytes(entry.getKey()) + utf8Bytes(entry.getValue());
        }
        if (bytes > ANNOTATIONS_BYTES_MAX) {
            problems.tooLong(path, ANNOTATIONS_BYTES_MAX);
        }
    }

    static long utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void owners(JsonNode metadata, Problems problems) {
        List<ObjectNode> owners = Json.objectsAt(metadata, "ownerReferences");
        String controller = "";
        for (int i = 0; i < owners.size(); i++) {
            ObjectNode owner = owners.get(i);
            String path = "metadata.ownerReferences[" + i + "].";
            if (Json.textAt(owner, "apiVersion").isEmpty()) {
                problems.invalid(path + "apiVersion", "", "version must not be empty");
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (Json.textAt(owner, field).isEmpty()) {
                    problems.invalid(path + field, "", "must not be empty");
                }
            }
            if (Json.flagAt(owner, "controller")) {
                String who = Json.textAt(owner, "kind") + "/" + Json.textAt(owner, "name");
                if (!controller.isEmpty()) {
                    problems.invalidShown(
                            "metadata.ownerReferences",
                            Json.text(metadata.path("ownerReferences")),
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + who);
                }
                controller = who;
            }
        }
    }

    private static Function<String, List<String>> nameRule(Kind kind) {
        if (kind.equals(Kinds.NAMESPACE)) {
            return Names::dns1123Label;
        }
        return kind.equals(Kinds.SERVICE) ? Names::dns1035Label : Names::dns1123Subdomain;
    }

    /** A prefix may end in a dash, since more follows. */
    private static String unfinished(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
    }
}
