package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.read.Stored;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelSelector;
import java.util.List;

/** The autoscaling/v1 Scale of an object that has replicas. */
final class ScaleView {

    private static final List<String> METADATA = List.of("name", "namespace", "uid", "creationTimestamp");

    private ScaleView() {}

    /** metadata of the object, spec.replicas, status.replicas, and status.selector as text. */
    static ObjectNode of(Stored stored) {
        ObjectNode object = Json.parse(stored.object().json());
        ObjectNode out = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = out.putObject("metadata");
        for (String field : METADATA) {
            JsonNode value = Json.at(object, "metadata", field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        if (stored.offset() >= 0) {
            metadata.put("resourceVersion", Long.toString(stored.offset()));
        }
        out.putObject("spec").put("replicas", Json.longAt(object, 0, "spec", "replicas"));
        out.putObject("status")
                .put("replicas", Json.longAt(object, 0, "status", "replicas"))
                .put(
                        "selector",
                        LabelSelector.of(Json.at(object, "spec", "selector")).toString());
        return out;
    }
}
