package io.shiplog.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.schemas.object.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** THE table of the registry's endpoints: method and path to an operation, as in Confluent's REST protocol. */
final class RegistryRoutes {

    private final SchemaRegistry registry;
    private final String clusterId;
    private final List<Route> routes = new ArrayList<>();

    private record Route(String method, List<String> path, Function<RegistryRequest, JsonNode> operation) {}

    RegistryRoutes(SchemaRegistry registry, String clusterId) {
        this.registry = registry;
        this.clusterId = clusterId;
        schemas();
        subjects();
        compatibility();
        settings();
        about();
    }

    /** The answer to a request. Throws RegistryException with the answer that refuses. */
    JsonNode answer(String method, String rawPath, Map<String, String> query, ObjectNode body) {
        List<String> path = segments(rawPath);
        for (Route route : routes) {
            Map<String, String> values = route.method.equals(method) ? match(route.path, path) : null;
            if (values != null) {
                return route.operation.apply(new RegistryRequest(values, query, body));
            }
        }
        throw RegistryException.notFound();
    }

    private void schemas() {
        on("GET", "/schemas/types", r -> array(List.of("AVRO")));
        on("GET", "/schemas/ids/{id}", r -> {
            ObjectNode out = Json.object().put("schema", registry.schemaText(id(r)));
            return r.flag("fetchMaxId") ? out.put("maxId", registry.maxId()) : out;
        });
        on("GET", "/schemas/ids/{id}/schema", r -> tree(registry.schemaText(id(r))));
        on(
                "GET",
                "/schemas/ids/{id}/subjects",
                r -> array(registry.uses(id(r)).stream()
                        .map(SchemaVersion::subject)
                        .distinct()
                        .toList()));
        on("GET", "/schemas/ids/{id}/versions", r -> {
            ArrayNode out = Json.array();
            registry.uses(id(r))
                    .forEach(v -> out.addObject().put("subject", v.subject()).put("version", v.version()));
            return out;
        });
        on("GET", "/schemas", r -> {
            ArrayNode out = Json.array();
            registry.subjects(r.flag("deleted"))
                    .forEach(s -> registry.versions(s, r.flag("deleted")).forEach(v -> out.add(v.json())));
            return out;
        });
    }

    private void subjects() {
        on("GET", "/subjects", r -> {
            String prefix = r.query().getOrDefault("subjectPrefix", "");
            return array(registry.subjects(r.flag("deleted")).stream()
                    .filter(s -> s.startsWith(prefix))
                    .toList());
        });
        on(
                "POST",
                "/subjects/{subject}",
                r -> registry.lookup(r.path("subject"), r.schema(), r.flag("deleted"))
                        .json());
        on(
                "DELETE",
                "/subjects/{subject}",
                r -> numbers(registry.deleteSubject(r.path("subject"), r.flag("permanent"))));
        on(
                "GET",
                "/subjects/{subject}/versions",
                r -> numbers(registry.versions(r.path("subject"), r.flag("deleted")).stream()
                        .map(SchemaVersion::version)
                        .toList()));
        on(
                "POST",
                "/subjects/{subject}/versions",
                r -> Json.object()
                        .put(
                                "id",
                                registry.register(r.path("subject"), r.schema()).id()));
        on("GET", "/subjects/{subject}/versions/{version}", r -> version(r).json());
        on(
                "GET",
                "/subjects/{subject}/versions/{version}/schema",
                r -> tree(version(r).schema()));
        on("GET", "/subjects/{subject}/versions/{version}/referencedby", r -> {
            version(r);
            return Json.array();
        });
        on(
                "DELETE",
                "/subjects/{subject}/versions/{version}",
                r -> Json.MAPPER
                        .getNodeFactory()
                        .numberNode(registry.deleteVersion(r.path("subject"), r.path("version"), r.flag("permanent"))));
    }

    private void compatibility() {
        on(
                "POST",
                "/compatibility/subjects/{subject}/versions/{version}",
                r -> verdict(r, registry.problems(r.path("subject"), r.schema(), r.path("version"))));
        on(
                "POST",
                "/compatibility/subjects/{subject}/versions",
                r -> verdict(r, registry.problems(r.path("subject"), r.schema(), "all")));
    }

    private void settings() {
        on("GET", "/config", r -> level(registry.level("")));
        on("PUT", "/config", r -> putLevel(r, ""));
        on("DELETE", "/config", r -> deleteLevel(""));
        on(
                "GET",
                "/config/{subject}",
                r -> level(
                        r.flag("defaultToGlobal")
                                ? registry.level(r.path("subject"))
                                : registry.ownLevel(r.path("subject"))));
        on("PUT", "/config/{subject}", r -> putLevel(r, r.path("subject")));
        on("DELETE", "/config/{subject}", r -> deleteLevel(r.path("subject")));
        on("GET", "/mode", r -> mode(registry.mode("")));
        on("PUT", "/mode", r -> putMode(r, ""));
        on(
                "GET",
                "/mode/{subject}",
                r -> mode(
                        r.flag("defaultToGlobal")
                                ? registry.mode(r.path("subject"))
                                : registry.ownMode(r.path("subject"))));
        on("PUT", "/mode/{subject}", r -> putMode(r, r.path("subject")));
        on("DELETE", "/mode/{subject}", r -> {
            String before = registry.ownMode(r.path("subject"));
            registry.setMode(r.path("subject"), null);
            return mode(before);
        });
    }

    private void about() {
        on("GET", "", r -> Json.object());
        on("GET", "/contexts", r -> array(List.of(".")));
        on("GET", "/v1/metadata/id", r -> {
            ObjectNode out = Json.object();
            out.putObject("scope")
                    .put("path", "")
                    .putObject("clusters")
                    .put("kafka-cluster", clusterId)
                    .put("schema-registry-cluster", "shiplog");
            return out;
        });
    }

    private JsonNode putLevel(RegistryRequest request, String subject) {
        Compatibility level = Compatibility.parse(Json.textAt(request.body(), "compatibility"));
        registry.setLevel(subject, level);
        return Json.object().put("compatibility", level.name());
    }

    private JsonNode deleteLevel(String subject) {
        Compatibility before = subject.isEmpty() ? registry.level("") : registry.ownLevel(subject);
        registry.setLevel(subject, null);
        return level(before);
    }

    private JsonNode putMode(RegistryRequest request, String subject) {
        String mode = Json.textAt(request.body(), "mode");
        registry.setMode(subject, mode);
        return mode(mode);
    }

    private SchemaVersion version(RegistryRequest request) {
        return registry.version(request.path("subject"), request.path("version"), request.flag("deleted"));
    }

    private static int id(RegistryRequest request) {
        String id = request.path("id");
        if (!id.matches("\\d{1,9}")) {
            throw RegistryException.noSchema(id + " ");
        }
        return Integer.parseInt(id);
    }

    private static JsonNode verdict(RegistryRequest request, List<String> problems) {
        ObjectNode out = Json.object().put("is_compatible", problems.isEmpty());
        if (request.flag("verbose")) {
            out.set("messages", array(problems));
        }
        return out;
    }

    private static JsonNode level(Compatibility level) {
        return Json.object().put("compatibilityLevel", level.name());
    }

    private static JsonNode mode(String mode) {
        return Json.object().put("mode", mode);
    }

    private static JsonNode tree(String schema) {
        try {
            return Json.MAPPER.readTree(schema);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(schema);
        }
    }

    private static ArrayNode array(Collection<String> texts) {
        ArrayNode out = Json.array();
        texts.forEach(out::add);
        return out;
    }

    private static ArrayNode numbers(Collection<Integer> numbers) {
        ArrayNode out = Json.array();
        numbers.forEach(out::add);
        return out;
    }

    private void on(String method, String path, Function<RegistryRequest, JsonNode> operation) {
        routes.add(new Route(method, segments(path), operation));
    }

    /** Decoded after splitting, so that a subject may hold an escaped slash. */
    private static List<String> segments(String path) {
        List<String> out = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                out.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    private static @Nullable Map<String, String> match(List<String> pattern, List<String> path) {
        if (pattern.size() != path.size()) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String wanted = pattern.get(i);
            if (wanted.startsWith("{")) {
                values.put(wanted.substring(1, wanted.length() - 1), path.get(i));
            } else if (!wanted.equals(path.get(i))) {
                return null;
            }
        }
        return values;
    }
}
