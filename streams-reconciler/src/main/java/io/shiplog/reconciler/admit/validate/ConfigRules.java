package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.List;
import java.util.Map;

/** ConfigMaps and Secrets: keys, sizes, and what may never change. */
final class ConfigRules {

    private static final int BYTES_MAX = 1024 * 1024;
    private static final String FROZEN = "field is immutable when `immutable` is set";

    /** Keys that the built-in types must hold. */
    private static final Map<String, List<String>> SECRET_KEYS = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    private ConfigRules() {}

    static void configMap(ObjectNode tree, Problems problems) {
        long bytes = 0;
        Map<String, String> binary = Json.mapAt(tree, "binaryData");
        for (Map.Entry<String, String> entry : Json.mapAt(tree, "data").entrySet()) {
            String path = "data[" + entry.getKey() + "]";
            problems.invalidAll(path, entry.getKey(), Names.configMapKey(entry.getKey()));
            if (binary.containsKey(entry.getKey())) {
                problems.invalid(path, entry.getKey(), "duplicate of key present in binaryData");
            }
            bytes += MetadataRules.utf8Bytes(entry.getValue());
        }
        for (Map.Entry<String, String> entry : binary.entrySet()) {
            String path = "binaryData[" + entry.getKey() + "]";
            problems.invalidAll(path, entry.getKey(), Names.configMapKey(entry.getKey()));
            bytes += decodedBytes(entry.getValue());
        }
        if (bytes > BYTES_MAX) {
            problems.tooLong("[]", BYTES_MAX); // Kubernetes names no field here
        }
    }

    static void secret(ObjectNode tree, Problems problems) {
        Map<String, String> data = Json.mapAt(tree, "data");
        long bytes = 0;
        for (Map.Entry<String, String> entry : data.entrySet()) {
            problems.invalidAll("data[" + entry.getKey() + "]", entry.getKey(), Names.configMapKey(entry.getKey()));
            bytes += decodedBytes(entry.getValue());
        }
        if (bytes > BYTES_MAX) {
            problems.tooLong("data", BYTES_MAX);
        }
        String type = Json.textAt(tree, "type");
        if (type.isEmpty()) {
            problems.required("type");
        }
        for (String key : SECRET_KEYS.getOrDefault(type, List.of())) {
            if (!data.containsKey(key)) {
                problems.required("data[" + key + "]");
            }
        }
        if (type.equals("kubernetes.io/basic-auth") && !data.containsKey("username") && !data.containsKey("password")) {
            problems.required("data[username]");
            problems.required("data[password]");
        }
        String account = Json.textAt(tree, "metadata", "annotations", "kubernetes.io/service-account.name");
        if (type.equals("kubernetes.io/service-account-token") && account.isEmpty()) {
            problems.required("metadata.annotations[kubernetes.io/service-account.name]");
        }
    }

    static void secretUnchanged(ObjectNode next, ObjectNode current, Problems problems) {
        String type = Json.textAt(next, "type");
        if (!type.equals(Json.textAt(current, "type"))) {
            problems.invalid("type", type, Problems.IMMUTABLE);
        }
        unchanged(next, current, problems);
    }

    /** An immutable one stays immutable, and its contents stay. */
    static void unchanged(ObjectNode next, ObjectNode current, Problems problems) {
        if (!Json.flagAt(current, "immutable")) {
            return;
        }
        if (!Json.flagAt(next, "immutable")) {
            problems.forbidden("immutable", FROZEN);
        }
        for (String field : List.of("data", "binaryData")) {
            if (!orEmpty(next, field).equals(orEmpty(current, field))) {
                problems.forbidden(field, FROZEN);
            }
        }
    }

    private static JsonNode orEmpty(ObjectNode tree, String field) {
        JsonNode found = Json.at(tree, field);
        return found == null ? Json.object() : found;
    }

    private static long decodedBytes(String base64) {
        long padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4 * 3L - padding;
    }
}
