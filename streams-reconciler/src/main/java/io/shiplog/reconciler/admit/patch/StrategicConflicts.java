package io.shiplog.reconciler.admit.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.patch.MergeSchema.FieldMerge;
import java.util.List;

/** Whether two strategic merge patches of one object want different things of the same field. */
final class StrategicConflicts {

    private StrategicConflicts() {}

    static boolean between(ObjectNode left, ObjectNode right, MergeSchema schema) {
        if (!Directives.patchOf(left).equals(Directives.patchOf(right))) {
            return true;
        }
        return left.properties().stream()
                .filter(entry -> right.has(entry.getKey()) && !Directives.isDirective(entry.getKey()))
                .anyMatch(entry -> field(entry.getKey(), entry.getValue(), right.get(entry.getKey()), schema));
    }

    private static boolean field(String name, JsonNode left, JsonNode right, MergeSchema schema) {
        if (left.equals(right)) {
            return false;
        }
        FieldMerge rule = schema.field(name);
        if (rule == null || rule.replaces()) {
            return true;
        }
        if (left instanceof ObjectNode a && right instanceof ObjectNode b) {
            return between(a, b, rule.inner());
        }
        if (left instanceof ArrayNode a && right instanceof ArrayNode b && rule.merges()) {
            return !rule.mergeKey().isEmpty() && lists(a, b, rule);
        }
        return true;
    }

    private static boolean lists(ArrayNode left, ArrayNode right, FieldMerge rule) {
        List<String> keys = Directives.keysOf(right, rule.mergeKey());
        for (JsonNode item : left) {
            int at = keys.indexOf(Directives.keyOf(item, rule.mergeKey()));
            if (at >= 0 && between((ObjectNode) item, (ObjectNode) right.get(at), rule.inner())) {
                return true;
            }
        }
        return false;
    }
}
