package io.shiplog.reconciler.controller.common;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.value.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Equality of Kubernetes trees by meaning: the order of fields does not count, nor how a number was stored, nor
 * whether an empty list or map is written out; quantities are compared as quantities.
 */
public final class Trees {

    /**
     * Maps and plain structures of a pod template: absent and empty mean the same. (emptyDir: {} is not one of them.)
     */
    private static final Set<String> EMPTY_IS_ABSENT = Set.of(
            "metadata",
            "labels",
            "annotations",
            "nodeSelector",
            "limits",
            "requests",
            "matchLabels",
            "resources",
            "spec");

    private static final Set<String> QUANTITIES = Set.of("limits", "requests");

    private Trees() {}

    /** True when two trees mean the same; null is an absent tree. */
    public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        return same("", a, b);
    }

    /** True when two trees, each the value of this field, mean the same. */
    private static boolean same(String field, @Nullable JsonNode a, @Nullable JsonNode b) {
        boolean noA = absent(field, a);
        boolean noB = absent(field, b);
        if (a == null || b == null || noA || noB) {
            return noA && noB;
        }
        if (a.isObject() && b.isObject()) {
            return sameFields(field, a, b);
        }
        if (a.isArray() && b.isArray()) {
            return sameItems(a, b);
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        return a.equals(b);
    }

    private static boolean absent(String field, @Nullable JsonNode node) {
        return node == null
                || node.isNull()
                || (node.isArray() && node.isEmpty())
                || (node.isObject() && node.isEmpty() && EMPTY_IS_ABSENT.contains(field));
    }

    private static boolean sameFields(String field, JsonNode a, JsonNode b) {
        for (Map.Entry<String, JsonNode> entry : a.properties()) {
            String name = entry.getKey();
            boolean equal = QUANTITIES.contains(field)
                    ? sameQuantity(entry.getValue(), b.get(name))
                    : same(name, entry.getValue(), b.get(name));
            if (!equal) {
                return false;
            }
        }
        for (Map.Entry<String, JsonNode> entry : b.properties()) {
            if (!a.has(entry.getKey()) && !absent(entry.getKey(), entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameItems(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same("", a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameQuantity(JsonNode a, @Nullable JsonNode b) {
        if (b == null || !a.isValueNode() || !b.isValueNode()) {
            return false;
        }
        if (a.asText().equals(b.asText())) {
            return true;
        }
        try {
            return Quantity.parse(a.asText()).compareTo(Quantity.parse(b.asText())) == 0;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Text of a tree with the fields of every object in alphabetical order: equal trees give equal texts. */
    public static String sortedText(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            out.append('{');
            sorted.forEach((name, value) -> {
                if (!absent(name, value)) {
                    out.append(name).append(':');
                    write(value, out);
                    out.append(',');
                }
            });
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            node.forEach(item -> {
                write(item, out);
                out.append(',');
            });
            out.append(']');
        } else {
            out.append(node);
        }
    }
}
