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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes strategic merge patches: what must be sent so that one object becomes the other. */
final class StrategicDiff {

    /** Which half of the difference is wanted. */
    enum Part {
        ALL,
        ADDITIONS,
        DELETIONS
    }

    private final Part part;

    StrategicDiff(Part part) {
        this.part = part;
    }

    private boolean adds() {
        return part != Part.DELETIONS;
    }

    private boolean deletes() {
        return part != Part.ADDITIONS;
    }

    /** The patch from one object to the other; with retain it also lists the keys that shall stay. */
    ObjectNode objects(ObjectNode from, ObjectNode to, MergeSchema schema, boolean retain) {
        ObjectNode patch = Json.object();
        from.properties().forEach(entry -> {
            JsonNode after = to.get(entry.getKey());
            if (after != null) {
                field(entry.getKey(), entry.getValue(), after, schema, patch);
            } else if (deletes()) {
                patch.putNull(entry.getKey());
            }
        });
        if (adds()) {
            to.properties().stream()
                    .filter(entry -> !from.has(entry.getKey()))
                    .forEach(entry -> patch.set(entry.getKey(), entry.getValue().deepCopy()));
        }
        if (retain) {
            retainKeys(from, to, patch);
        }
        return patch;
    }

    private void retainKeys(ObjectNode from, ObjectNode to, ObjectNode patch) {
        boolean hasMore =
                from.properties().stream().anyMatch(entry -> !entry.getValue().isNull() && !to.has(entry.getKey()));
        List<String> keys = to.properties().stream()
                .filter(entry -> !entry.getValue().isNull())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!keys.isEmpty() && (!patch.isEmpty() || hasMore)) {
            ArrayNode list = patch.putArray(RETAIN_KEYS);
            keys.forEach(list::add);
        }
    }

    private void field(String name, JsonNode before, JsonNode after, MergeSchema schema, ObjectNode patch) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
            FieldMerge rule = require(name, schema);
            if (rule.replaces()) {
                replace(name, after, patch);
                return;
            }
            ObjectNode inner = objects(left, right, rule.inner(), rule.retainsKeys());
            if (!inner.isEmpty()) {
                patch.set(name, inner);
            }
        } else if (before instanceof ArrayNode left && after instanceof ArrayNode right) {
            FieldMerge rule = require(name, schema);
            if (rule.merges()) {
                lists(name, left, right, rule, patch);
            } else {
                replace(name, after, patch);
            }
        } else {
            replace(name, after, patch);
        }
    }

    private void replace(String name, JsonNode after, ObjectNode patch) {
        if (adds()) {
            patch.set(name, after.deepCopy());
        }
    }

    private static FieldMerge require(String name, MergeSchema schema) {
        FieldMerge rule = schema.field(name);
        if (rule == null) {
            throw StatusException.badRequest("unable to find api field in struct for the json field \"" + name + "\"");
        }
        return rule;
    }

    private void lists(String name, ArrayNode from, ArrayNode to, FieldMerge rule, ObjectNode patch) {
        if (from.isEmpty()) {
            replace(name, to, patch);
            return;
        }
        if (StrategicMerge.ofObjects(from, to)) {
            listsOfObjects(name, from, to, rule, patch);
        } else {
            listsOfScalars(name, from, to, patch);
        }
    }

    private void listsOfObjects(String name, ArrayNode from, ArrayNode to, FieldMerge rule, ObjectNode patch) {
        String mergeKey = rule.mergeKey();
        Map<String, Deque<ObjectNode>> unmatched = new HashMap<>();
        from.forEach(item -> unmatched
                .computeIfAbsent(Directives.keyOf(item, mergeKey), k -> new ArrayDeque<>())
                .add((ObjectNode) item));
        ArrayNode changes = Json.array();
        for (JsonNode item : to) {
            Deque<ObjectNode> same = unmatched.get(Directives.keyOf(item, mergeKey));
            ObjectNode change = element((ObjectNode) item, same == null ? null : same.poll(), rule);
            if (!change.isEmpty()) {
                changes.add(change);
            }
        }
        if (deletes()) {
            Set<JsonNode> gone = new LinkedHashSet<>();
            from.forEach(item -> {
                Deque<ObjectNode> same = unmatched.get(Directives.keyOf(item, mergeKey));
                if (same != null && same.contains(item)) {
                    gone.add(item.get(mergeKey));
                }
            });
            gone.forEach(key -> changes.addObject().put(PATCH, "delete").set(mergeKey, key));
        }
        if (!changes.isEmpty()) {
            patch.set(name, changes);
        }
        boolean sameOrder = Directives.keysOf(from, mergeKey).equals(Directives.keysOf(to, mergeKey));
        if ((!changes.isEmpty() || (adds() && !sameOrder)) && !to.isEmpty()) {
            ArrayNode order = patch.putArray(ORDER_PREFIX + name);
            to.forEach(item -> order.addObject().set(mergeKey, item.get(mergeKey)));
        }
    }

    /** The patch of one element; empty when nothing is to be said of it. */
    private ObjectNode element(ObjectNode after, @Nullable ObjectNode before, FieldMerge rule) {
        if (before == null) {
            return adds() ? after.deepCopy() : Json.object();
        }
        ObjectNode change = objects(before, after, rule.inner(), rule.retainsKeys());
        if (!change.isEmpty()) {
            change.set(rule.mergeKey(), after.get(rule.mergeKey()));
        }
        return change;
    }

    private void listsOfScalars(String name, ArrayNode from, ArrayNode to, ObjectNode patch) {
        List<JsonNode> added = minus(to, from);
        Collection<JsonNode> gone = new LinkedHashSet<>(minus(from, to));
        if (adds() && !added.isEmpty()) {
            patch.putArray(name).addAll(added);
        }
        if (deletes() && !gone.isEmpty()) {
            patch.putArray(DELETE_PREFIX + name).addAll(gone);
        }
        boolean says = (adds() && !from.equals(to)) || (deletes() && !gone.isEmpty());
        if (says && !to.isEmpty()) {
            patch.set(ORDER_PREFIX + name, to.deepCopy());
        }
    }

    /** Elements of left beyond those of right, doubles counted. */
    private static List<JsonNode> minus(ArrayNode left, ArrayNode right) {
        List<JsonNode> rest = new ArrayList<>();
        right.forEach(rest::add);
        List<JsonNode> out = new ArrayList<>();
        left.forEach(item -> {
            if (!rest.remove(item)) {
                out.add(item);
            }
        });
        return out;
    }
}
