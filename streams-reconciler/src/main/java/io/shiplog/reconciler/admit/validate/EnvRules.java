package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.List;

/** Environment variables of a container: their names, and where their values come from. */
final class EnvRules {

    private EnvRules() {}

    static void check(ObjectNode container, String path, Problems problems) {
        List<ObjectNode> variables = Json.objectsAt(container, "env");
        for (int i = 0; i < variables.size(); i++) {
            variable(variables.get(i), path + ".env[" + i + "]", problems);
        }
        List<ObjectNode> sources = Json.objectsAt(container, "envFrom");
        for (int i = 0; i < sources.size(); i++) {
            source(sources.get(i), path + ".envFrom[" + i + "]", problems);
        }
    }

    private static void variable(ObjectNode variable, String at, Problems problems) {
        String name = Json.textAt(variable, "name");
        if (name.isEmpty()) {
            problems.required(at + ".name");
        } else {
            problems.invalidAll(at + ".name", name, Names.envVarName(name));
        }
        if (Json.at(variable, "valueFrom") instanceof ObjectNode from) {
            valueFrom(from, at + ".valueFrom", !Json.textAt(variable, "value").isEmpty(), problems);
        }
    }

    private static void valueFrom(ObjectNode from, String at, boolean alsoValue, Problems problems) {
        if (from.isEmpty()) {
            problems.invalid(
                    at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
        } else if (alsoValue) {
            problems.invalid(at, "", "may not be specified when `value` is not empty");
        } else if (from.size() > 1) {
            problems.invalid(at, "", "may not have more than one field specified at a time");
        }
        for (String source : List.of("configMapKeyRef", "secretKeyRef")) {
            JsonNode reference = from.path(source);
            String key = Json.textAt(reference, "key");
            if (reference.isObject() && key.isEmpty()) {
                problems.required(at + "." + source + ".key");
            } else if (reference.isObject()) {
                problems.invalidAll(at + "." + source + ".key", key, Names.configMapKey(key));
            }
        }
        if (from.get("fieldRef") instanceof ObjectNode ref) {
            FieldRefRules.field(ref, at + ".fieldRef", FieldRefRules.IN_ENV, problems);
        }
        if (from.get("resourceFieldRef") instanceof ObjectNode ref) {
            FieldRefRules.resource(ref, at + ".resourceFieldRef", false, problems);
        }
    }

    private static void source(ObjectNode source, String at, Problems problems) {
        String prefix = Json.textAt(source, "prefix");
        if (!prefix.isEmpty()) {
            problems.invalidAll(at + ".prefix", prefix, Names.envVarName(prefix));
        }
        int given = 0;
        for (String kind : List.of("configMapRef", "secretRef")) {
            if (source.get(kind) instanceof ObjectNode ref) {
                given++;
                String name = Json.textAt(ref, "name");
                if (name.isEmpty()) {
                    problems.required(at + "." + kind + ".name");
                } else {
                    problems.invalidAll(at + "." + kind + ".name", name, Names.dns1123Subdomain(name));
                }
            }
        }
        if (given == 0) {
            problems.invalid(at, "", "must specify one of: `configMapRef` or `secretRef`");
        } else if (given > 1) {
            problems.invalid(at, "", "may not have more than one field specified at a time");
        }
    }
}
