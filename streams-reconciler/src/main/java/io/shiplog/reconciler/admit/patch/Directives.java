package io.shiplog.reconciler.admit.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.List;

/** The words inside a strategic merge patch that are orders, not fields. */
final class Directives {
    static final String PATCH = "$patch";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String ORDER_PREFIX = "$setElementOrder/";
    static final String DELETE_PREFIX = "$deleteFromPrimitiveList/";

    private Directives() {}

    static boolean isDirective(String key) {
        return key.equals(PATCH)
                || key.equals(RETAIN_KEYS)
                || key.startsWith(ORDER_PREFIX)
                || key.startsWith(DELETE_PREFIX);
    }

    /** The value of $patch in an object, or the empty string. */
    static String patchOf(JsonNode item) {
        return Json.textAt(item, PATCH);
    }

    /** The list without the items that carry a $patch. */
    static ArrayNode withoutMarked(ArrayNode list) {
        ArrayNode out = Json.array();
        list.forEach(item -> {
            if (patchOf(item).isEmpty()) {
                out.add(item);
            }
        });
        return out;
    }

    /** A value that is new to the object: without orders, and without the nulls that have nothing to delete. */
    static JsonNode plain(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode out = Json.object();
            object.properties().forEach(entry -> {
                if (!entry.getValue().isNull() && !isDirective(entry.getKey())) {
                    out.set(entry.getKey(), plain(entry.getValue()));
                }
            });
            return out;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode out = Json.array();
            withoutMarked(list).forEach(item -> out.add(plain(item)));
            return out;
        }
        return value;
    }

    /** Texts of the merge key of an item. Throws 400 when it has none, as Kubernetes does. */
    static String keyOf(JsonNode item, String mergeKey) {
        if (mergeKey.isEmpty()) {
            return item.asText();
        }
        JsonNode value = item.get(mergeKey);
        if (value == null || value.isNull()) {
            throw StatusException.badRequest(
                    "map: " + Json.text(item) + " does not contain declared merge key: " + mergeKey);
        }
        return value.asText();
    }

    static List<String> keysOf(ArrayNode list, String mergeKey) {
        return list.valueStream().map(item -> keyOf(item, mergeKey)).toList();
    }
}
