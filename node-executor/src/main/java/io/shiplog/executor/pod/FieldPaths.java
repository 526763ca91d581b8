package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which fields of itself a pod shows to its containers, e.g. metadata.annotations['team']. Pure. */
final class FieldPaths {

    private FieldPaths() {}

    /** The field paths of variables and volumes in a pod's spec. */
    static Set<String> of(JsonNode spec) {
        Set<String> out = new LinkedHashSet<>();
        for (String field : List.of("initContainers", "containers")) {
            for (ObjectNode container : Json.objectsAt(spec, field)) {
                Json.objectsAt(container, "env").forEach(v -> add(v.path("valueFrom"), out));
            }
        }
        for (ObjectNode volume : Json.objectsAt(spec, "volumes")) {
            Json.objectsAt(volume, "downwardAPI", "items").forEach(item -> add(item, out));
            for (ObjectNode source : Json.objectsAt(volume, "projected", "sources")) {
                Json.objectsAt(source, "downwardAPI", "items").forEach(item -> add(item, out));
            }
        }
        return out;
    }

    private static void add(JsonNode holder, Set<String> out) {
        String path = Json.textAt(holder, "fieldRef", "fieldPath");
        if (!path.isEmpty()) {
            out.add(path);
        }
    }
}
