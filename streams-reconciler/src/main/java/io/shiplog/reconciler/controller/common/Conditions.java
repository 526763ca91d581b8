package io.shiplog.reconciler.controller.common;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of status.conditions as workload controllers keep them. Lists that come in are never changed. */
public final class Conditions {

    private Conditions() {}

    /** The condition of this type, or null. */
    public static @Nullable ObjectNode get(List<ObjectNode> conditions, String type) {
        for (ObjectNode condition : conditions) {
            if (Json.textAt(condition, "type").equals(type)) {
                return condition;
            }
        }
        return null;
    }

    /**
     * The list with a condition set: one with the same status and reason stays as it is; otherwise the new one goes to
     * the end, and keeps the lastTransitionTime of the old one when the status is the same.
     */
    public static List<ObjectNode> set(List<ObjectNode> conditions, ObjectNode next) {
        ObjectNode current = get(conditions, Json.textAt(next, "type"));
        if (current != null && sameText(current, next, "status") && sameText(current, next, "reason")) {
            return conditions;
        }
        ObjectNode added = next.deepCopy();
        if (current != null && sameText(current, next, "status") && current.has("lastTransitionTime")) {
            added.set("lastTransitionTime", current.get("lastTransitionTime"));
        }
        List<ObjectNode> out = new ArrayList<>(remove(conditions, Json.textAt(next, "type")));
        out.add(added);
        return out;
    }

    /** The list without this type. */
    public static List<ObjectNode> remove(List<ObjectNode> conditions, String type) {
        return conditions.stream()
                .filter(condition -> !Json.textAt(condition, "type").equals(type))
                .toList();
    }

    private static boolean sameText(ObjectNode a, ObjectNode b, String field) {
        return Json.textAt(a, field).equals(Json.textAt(b, field));
    }
}
