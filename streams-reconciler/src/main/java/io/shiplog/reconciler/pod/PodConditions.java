package io.shiplog.reconciler.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.Instant;

/** status.conditions of pods and nodes: one entry a type, lastTransitionTime moves only when the status does. */
public final class PodConditions {

    private PodConditions() {}

    /** Sets a condition in place; an entry that says the same stays as it is. */
    public static void set(ObjectNode object, String type, String status, String reason, String message, Instant now) {
        ObjectNode holder = Json.ensure(object, "status");
        JsonNode found = holder.get("conditions");
        ArrayNode conditions = found instanceof ArrayNode array ? array : holder.putArray("conditions");
        for (JsonNode entry : conditions) {
            if (entry instanceof ObjectNode condition
                    && Json.textAt(condition, "type").equals(type)) {
                fill(condition, status, reason, message, now);
                return;
            }
        }
        ObjectNode condition = conditions.addObject();
        condition.put("type", type);
        if (object.path("kind").asText().equals("Pod")) {
            condition.putNull("lastProbeTime");
        }
        fill(condition, status, reason, message, now);
    }

    /** The status of a condition, or empty when there is none of that type. */
    public static String status(ObjectNode object, String type) {
        for (ObjectNode condition : Json.objectsAt(object, "status", "conditions")) {
            if (Json.textAt(condition, "type").equals(type)) {
                return Json.textAt(condition, "status");
            }
        }
        return "";
    }

    private static void fill(ObjectNode condition, String status, String reason, String message, Instant now) {
        if (!Json.textAt(condition, "status").equals(status)) {
            condition.put("status", status);
            condition.put("lastTransitionTime", Times.format(now));
        }
        text(condition, "reason", reason);
        text(condition, "message", message);
    }

    private static void text(ObjectNode condition, String field, String value) {
        if (value.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, value);
        }
    }
}
