package io.shiplog.schemas.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.openapi.FieldTypes.FieldType;
import io.shiplog.schemas.openapi.FieldTypes.ObjectType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds /openapi/v3/… of one group version: what kubectl reads before it applies, and what it explains. */
final class OpenApiDocument {

    private static final String SCHEMA_PREFIX = "io.k8s.api.";
    private static final Map<String, String> PATCH_TYPES = Map.of(
            "application/json-patch+json", "array",
            "application/merge-patch+json", "object",
            "application/strategic-merge-patch+json", "object",
            "application/apply-patch+yaml", "object");

    private final Kind.GroupVersion gv;
    private final FieldTypes types = FieldTypes.loaded();
    private final ObjectNode document = Json.object();

    OpenApiDocument(Kind.GroupVersion gv) {
        this.gv = gv;
    }

    ObjectNode build() {
        document.put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.32.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        Set<String> needed = new TreeSet<>();
        for (Kind kind : Kinds.all()) {
            if (kind.served().contains(gv)) {
                paths(kind, paths);
                collect(types.typeOf(kind, gv.apiVersion()), needed);
            }
        }
        needed.forEach(name -> schema(name, schemas));
        return document;
    }

    private void paths(Kind kind, ObjectNode paths) {
        String root = gv.group().isEmpty() ? "/api/v1/" : "/apis/" + gv.apiVersion() + "/";
        if (kind.namespaced()) {
            operation(paths.putObject(root + kind.plural()), "get", "list", kind);
        }
        String collection = root + (kind.namespaced() ? "namespaces/{namespace}/" : "") + kind.plural();
        ObjectNode many = paths.putObject(collection);
        operation(many, "get", "list", kind);
        write(many, "post", kind);
        ObjectNode one = paths.putObject(collection + "/{name}");
        operation(one, "get", "get", kind);
        write(one, "put", kind);
        write(one, "patch", kind);
        operation(one, "delete", "delete", kind);
        if (kind.subresources().contains("status")) {
            ObjectNode status = paths.putObject(collection + "/{name}/status");
            operation(status, "get", "get", kind);
            write(status, "put", kind);
            write(status, "patch", kind);
        }
    }

    private ObjectNode operation(ObjectNode path, String method, String action, Kind kind) {
        ObjectNode operation = path.putObject(method);
        operation.putObject("responses").putObject("200").put("description", "OK");
        operation.put("x-kubernetes-action", action);
        gvk(operation.putObject("x-kubernetes-group-version-kind"), kind.kind());
        return operation;
    }

    private void write(ObjectNode path, String method, Kind kind) {
        ObjectNode operation = operation(path, method, method, kind);
        ArrayNode parameters = operation.putArray("parameters");
        for (String name : List.of("dryRun", "fieldManager", "fieldValidation")) {
            query(parameters, name, "string");
        }
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        if (method.equals("patch")) {
            query(parameters, "force", "boolean");
            PATCH_TYPES.keySet().stream()
                    .sorted()
                    .forEach(media ->
                            content.putObject(media).putObject("schema").put("type", PATCH_TYPES.get(media)));
        } else {
            reference(content.putObject("*/*").putObject("schema"), types.typeOf(kind, gv.apiVersion()));
        }
    }

    private static void query(ArrayNode parameters, String name, String type) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
        parameter.putObject("schema").put("type", type).put("uniqueItems", true);
    }

    private void gvk(ObjectNode into, String kind) {
        into.put("group", gv.group()).put("kind", kind).put("version", gv.version());
    }

    /** The type and everything that it is made of. */
    private void collect(String root, Set<String> needed) {
        Deque<String> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            ObjectType type = types.type(open.pop());
            if (type != null && needed.add(type.name())) {
                type.fields().values().forEach(field -> open.push(field.element()));
            }
        }
    }

    private void schema(String name, ObjectNode schemas) {
        ObjectType type = types.type(name);
        if (type == null) {
            return;
        }
        ObjectNode schema = schemas.putObject(schemaName(name)).put("type", "object");
        if (!type.description().isEmpty()) {
            schema.put("description", type.description());
        }
        ObjectNode properties = schema.putObject("properties");
        type.fields().forEach((field, about) -> property(name, field, about, properties.putObject(field)));
        List<String> required = type.fields().entrySet().stream()
                .filter(e -> e.getValue().required())
                .map(Map.Entry::getKey)
                .toList();
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        for (Kind kind : Kinds.all()) {
            if (kind.served().contains(gv)
                    && types.typeOf(kind, gv.apiVersion()).equals(name)) {
                gvk(schema.putArray("x-kubernetes-group-version-kind").addObject(), kind.kind());
            }
        }
    }

    private void property(String owner, String name, FieldType field, ObjectNode out) {
        if (!field.description().isEmpty()) {
            out.put("description", field.description());
        }
        if (field.isList()) {
            value(field.element(), out.put("type", "array").putObject("items"));
        } else if (field.isMap()) {
            value(field.element(), out.put("type", "object").putObject("additionalProperties"));
        } else {
            value(field.type(), out);
        }
        extensions(MergeRules.find(FieldTypes.goName(owner), name), out);
    }

    private void value(String type, ObjectNode out) {
        switch (type) {
            case "any" -> out.put("type", "object");
            case "string", "boolean" -> out.put("type", type);
            case "int32", "int64" -> out.put("type", "integer").put("format", type);
            case "double" -> out.put("type", "number").put("format", type);
            case "date-time", "byte" -> out.put("type", "string").put("format", type);
            case "intOrString" ->
                out.put("format", "int-or-string")
                        .putArray("oneOf")
                        .add(typed("integer"))
                        .add(typed("string"));
            case "quantity" -> out.putArray("oneOf").add(typed("string")).add(typed("number"));
            default -> reference(out, type);
        }
    }

    private static ObjectNode typed(String type) {
        return Json.object().put("type", type);
    }

    /** A $ref stands inside allOf, so that a description may stand beside it. */
    private static void reference(ObjectNode out, String type) {
        out.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + schemaName(type));
    }

    private static void extensions(@Nullable ListMeta meta, ObjectNode out) {
        if (meta == null) {
            return;
        }
        if (!meta.strategies().isEmpty()) {
            out.put(
                    "x-kubernetes-patch-strategy",
                    String.join(",", meta.strategies().stream().sorted().toList()));
        }
        if (!meta.mergeKey().isEmpty()) {
            out.put("x-kubernetes-patch-merge-key", meta.mergeKey());
        }
        if (!meta.listType().isEmpty()) {
            out.put("x-kubernetes-list-type", meta.listType());
        }
        if (!meta.listMapKeys().isEmpty()) {
            ArrayNode keys = out.putArray("x-kubernetes-list-map-keys");
            meta.listMapKeys().forEach(keys::add);
        }
    }

    /** V1PodSpec is io.k8s.api.v1.PodSpec: kubectl explain prints the part behind the last dot. */
    private static String schemaName(String type) {
        String simple = FieldTypes.goName(type);
        String head = type.substring(0, type.length() - simple.length()).toLowerCase(Locale.ROOT);
        return SCHEMA_PREFIX + head + "." + simple;
    }
}
