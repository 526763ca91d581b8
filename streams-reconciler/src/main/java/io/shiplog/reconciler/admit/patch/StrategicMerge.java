package io.shiplog.reconciler.admit.patch;

import static io.shiplog.reconciler.admit.patch.Directives.DELETE_PREFIX;
import static io.shiplog.reconciler.admit.patch.Directives.ORDER_PREFIX;
import static io.shiplog.reconciler.admit.patch.Directives.PATCH;
import static io.shiplog.reconciler.admit.patch.Directives.RETAIN_KEYS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.patch.MergeSchema.FieldMerge;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a strategic merge patch, on an object or on another patch.
 *
 * <p>On an object the orders take effect and vanish. On a patch (joining deletions with additions for a three-way
 * patch)
 * they are kept, since the one who gets the joined patch shall obey them. Targets are changed in place; patches are
 * not.
 */
final class StrategicMerge {

    private final boolean ontoObject;

    StrategicMerge(boolean ontoObject) {
        this.ontoObject = ontoObject;
    }

    /** Merges patch into target, in place, and returns what stands there afterwards. */
    ObjectNode objects(ObjectNode target, ObjectNode patch, MergeSchema schema) {
        if (patch.has(PATCH)) {
            return marked(target, patch, schema);
        }
        retainKeys(target, patch);
        Set<String> done = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (entry.getKey().startsWith(ORDER_PREFIX)) {
                done.add(ordered(target, patch, entry.getKey(), schema));
            }
        }
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            String key = entry.getKey();
            if (key.startsWith(DELETE_PREFIX)) {
                deleteScalars(target, key, entry.getValue());
            } else if (!done.contains(key) && !Directives.isDirective(key)) {
                field(target, key, entry.getValue(), schema);
            }
        }
        return target;
    }

    private ObjectNode marked(ObjectNode target, ObjectNode patch, MergeSchema schema) {
        ObjectNode rest = patch.deepCopy();
        rest.remove(PATCH);
        return switch (Directives.patchOf(patch)) {
            case "replace" -> ontoObject ? (ObjectNode) Directives.plain(rest) : rest;
            case "delete" -> Json.object();
            case "merge" -> objects(target, rest, schema);
            default -> throw StatusException.badRequest("unknown patch type found: " + Json.text(patch.path(PATCH)));
        };
    }

    private void retainKeys(ObjectNode target, ObjectNode patch) {
        JsonNode keep = patch.get(RETAIN_KEYS);
        if (keep == null) {
            return;
        }
        if (!ontoObject) {
            JsonNode there = target.get(RETAIN_KEYS);
            if (there != null && !there.equals(keep)) {
                throw StatusException.badRequest("invalid patch format of retainKeys");
            }
            target.set(RETAIN_KEYS, keep);
            return;
        }
        Set<String> names = new HashSet<>(Json.textsAt(patch, RETAIN_KEYS));
        patch.properties().forEach(entry -> {
            if (!entry.getValue().isNull()
                    && !Directives.isDirective(entry.getKey())
                    && !names.contains(entry.getKey())) {
                throw StatusException.badRequest("invalid patch format of retainKeys");
            }
        });
        target.retain(names);
    }

    /** Merges and arranges the list that a $setElementOrder speaks of; returns its name, or "" for no such list. */
    private String ordered(ObjectNode target, ObjectNode patch, String orderKey, MergeSchema schema) {
        ArrayNode order = order(target, patch, orderKey);
        String name = orderKey.substring(ORDER_PREFIX.length());
        FieldMerge rule = rule(schema, name);
        JsonNode wanted = patch.get(name);
        if (!rule.merges() || (wanted != null && !wanted.isArray())) {
            return ""; // replaced whole, deleted, or of another type: an ordinary field
        }
        ArrayNode live = target.get(name) instanceof ArrayNode list ? list : null;
        ArrayNode before = live == null ? Json.array() : live.deepCopy();
        if (wanted instanceof ArrayNode wantedList) {
            if (ofObjects(wantedList, order)) {
                ListOrder.requireOrder(wantedList, order, rule.mergeKey());
            }
            arrange(target, name, rule, order, before, lists(live, wantedList, rule));
        } else if (live != null) {
            arrange(target, name, rule, order, before, before.deepCopy());
        }
        return name;
    }

    /** The order list itself; when patches are joined it moves on, and both must agree. */
    private ArrayNode order(ObjectNode target, ObjectNode patch, String orderKey) {
        if (!(patch.get(orderKey) instanceof ArrayNode order)) {
            throw StatusException.badRequest("invalid patch format of setElementOrder list");
        }
        if (!ontoObject) {
            JsonNode there = target.get(orderKey);
            if (there != null && !there.equals(order)) {
                throw StatusException.badRequest("invalid patch format of setElementOrder list");
            }
            target.set(orderKey, order);
        }
        return order;
    }

    private static void arrange(
            ObjectNode target, String name, FieldMerge rule, ArrayNode order, ArrayNode before, ArrayNode merged) {
        String mergeKey = ofObjects(merged, order) ? rule.mergeKey() : "";
        List<String> live =
                ListOrder.afterRemovals(Directives.keysOf(before, mergeKey), Directives.keysOf(merged, mergeKey));
        target.set(name, ListOrder.arrange(merged, Directives.keysOf(order, mergeKey), live, mergeKey));
    }

    private void deleteScalars(ObjectNode target, String key, JsonNode items) {
        if (!ontoObject) {
            target.set(key, items);
            return;
        }
        if (target.get(key.substring(DELETE_PREFIX.length())) instanceof ArrayNode list) {
            Set<JsonNode> gone = new HashSet<>();
            items.forEach(gone::add);
            for (int i = list.size() - 1; i >= 0; i--) {
                if (gone.contains(list.get(i))) {
                    list.remove(i);
                }
            }
        }
    }

    private void field(ObjectNode target, String name, JsonNode value, MergeSchema schema) {
        JsonNode there = target.get(name);
        if (value.isNull()) {
            if (ontoObject) {
                target.remove(name);
            } else {
                target.putNull(name);
            }
        } else if (there instanceof ObjectNode left && value instanceof ObjectNode right) {
            FieldMerge rule = rule(schema, name);
            target.set(name, rule.replaces() ? right.deepCopy() : objects(left, right, rule.inner()));
        } else if (there instanceof ArrayNode left && value instanceof ArrayNode right) {
            FieldMerge rule = rule(schema, name);
            if (!rule.merges()) {
                target.set(name, right.deepCopy());
                return;
            }
            ArrayNode before = left.deepCopy();
            ArrayNode merged = lists(left, right, rule);
            String mergeKey = ofObjects(before, right) ? rule.mergeKey() : "";
            target.set(
                    name,
                    ListOrder.arrange(
                            merged,
                            Directives.keysOf(Directives.withoutMarked(right), mergeKey),
                            Directives.keysOf(before, mergeKey),
                            mergeKey));
        } else {
            target.set(name, ontoObject ? Directives.plain(value.deepCopy()) : value.deepCopy());
        }
    }

    private static FieldMerge rule(MergeSchema schema, String name) {
        FieldMerge rule = schema.field(name);
        if (rule == null) {
            throw StatusException.badRequest("unable to find api field in struct for the json field \"" + name + "\"");
        }
        return rule;
    }

    /** The union of both lists, not yet arranged. A list that is new takes no orders along. */
    private ArrayNode lists(@Nullable ArrayNode live, ArrayNode patch, FieldMerge rule) {
        if (live == null) {
            ArrayNode fresh = Directives.withoutMarked(patch).deepCopy();
            return ontoObject ? (ArrayNode) Directives.plain(fresh) : fresh;
        }
        if (!ofObjects(live, patch)) {
            Set<JsonNode> union = new LinkedHashSet<>();
            live.forEach(union::add);
            patch.forEach(union::add);
            return Json.array().addAll(union);
        }
        return listsOfObjects(live, patch, rule);
    }

    private ArrayNode listsOfObjects(ArrayNode live, ArrayNode patch, FieldMerge rule) {
        String mergeKey = rule.mergeKey();
        ArrayNode out = live.deepCopy();
        boolean replace = false;
        for (JsonNode item : patch) {
            switch (Directives.patchOf(item)) {
                case "" -> {}
                case "delete" -> removeAll(out, Directives.keyOf(item, mergeKey), mergeKey);
                case "replace" -> replace = true;
                case "merge" -> throw StatusException.badRequest("merging lists cannot yet be specified in the patch");
                default -> throw StatusException.badRequest("unknown patch type found: " + Directives.patchOf(item));
            }
        }
        ArrayNode plain = Directives.withoutMarked(patch);
        if (replace) {
            return plain.deepCopy();
        }
        for (JsonNode item : plain) {
            int at = Directives.keysOf(out, mergeKey).indexOf(Directives.keyOf(item, mergeKey));
            if (at >= 0) {
                out.set(at, objects((ObjectNode) out.get(at), (ObjectNode) item, rule.inner()));
            } else {
                out.add(ontoObject ? Directives.plain(item.deepCopy()) : item.deepCopy());
            }
        }
        return out;
    }

    private static void removeAll(ArrayNode list, String key, String mergeKey) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (Directives.keyOf(list.get(i), mergeKey).equals(key)) {
                list.remove(i);
            }
        }
    }

    /** True when the lists hold objects. Throws 400 when both objects and others occur, or lists of lists. */
    static boolean ofObjects(ArrayNode left, ArrayNode right) {
        List<JsonNode> all = new ArrayList<>();
        left.forEach(all::add);
        right.forEach(all::add);
        if (all.stream().anyMatch(JsonNode::isArray)) {
            throw StatusException.badRequest("lists of lists are not supported");
        }
        long objects = all.stream().filter(JsonNode::isObject).count();
        if (objects != 0 && objects != all.size()) {
            throw StatusException.badRequest("list element types are not identical");
        }
        return objects != 0;
    }
}
