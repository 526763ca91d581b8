package io.shiplog.reconciler.admit.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** application/json-patch+json (RFC 6902). Pure; arguments are never changed. */
public final class JsonPatch {

    /** Kubernetes refuses longer patches. */
    static final int OPERATIONS_MAX = 10_000;

    private JsonNode document;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    /**
     * The object after all operations, or none: 422 when a test fails or a path is missing, 400 for a malformed
     * operation,
     * 413 for more than {@value #OPERATIONS_MAX}.
     */
    public static ObjectNode apply(ObjectNode current, ArrayNode ops) {
        if (ops.size() > OPERATIONS_MAX) {
            throw StatusException.of(
                    413,
                    "RequestEntityTooLarge",
                    "The allowed maximum operations in a JSON patch is " + OPERATIONS_MAX + ", got " + ops.size());
        }
        JsonPatch patch = new JsonPatch(current.deepCopy());
        ops.forEach(patch::operation);
        if (patch.document instanceof ObjectNode object) {
            return object;
        }
        throw refused();
    }

    private void operation(JsonNode op) {
        List<String> path = pointer(op, "path");
        switch (Json.textAt(op, "op")) {
            case "add" -> add(path, value(op).deepCopy());
            case "remove" -> remove(path);
            case "replace" -> {
                require(path);
                if (path.isEmpty()) {
                    document = value(op).deepCopy();
                } else {
                    set(path, value(op).deepCopy());
                }
            }
            case "move" -> move(pointer(op, "from"), path);
            case "copy" -> add(path, require(pointer(op, "from")).deepCopy());
            case "test" -> test(find(path), op.path("value"));
            default -> throw StatusException.badRequest("Unexpected kind: " + Json.textAt(op, "op"));
        }
    }

    private void move(List<String> from, List<String> to) {
        JsonNode moved = require(from);
        remove(from);
        add(to, moved);
    }

    private static void test(@Nullable JsonNode found, JsonNode wanted) {
        boolean bothAbsent = found == null && (wanted.isNull() || wanted.isMissingNode());
        if (!bothAbsent && (found == null || !found.equals(sameNumbers(), wanted))) {
            throw refused();
        }
    }

    /** 1 and 1.0 are the same number, in whatever Java type they were read. */
    private static Comparator<JsonNode> sameNumbers() {
        return (left, right) -> {
            if (left.isNumber() && right.isNumber()) {
                return left.decimalValue().compareTo(right.decimalValue());
            }
            return left.equals(right) ? 0 : 1;
        };
    }

    private void add(List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            document = value;
            return;
        }
        String last = path.get(path.size() - 1);
        if (require(path.subList(0, path.size() - 1)) instanceof ArrayNode list) {
            int at = last.equals("-") ? list.size() : index(last);
            if (at > list.size()) {
                throw refused();
            }
            list.insert(at, value);
        } else {
            set(path, value);
        }
    }

    private void set(List<String> path, JsonNode value) {
        JsonNode parent = require(path.subList(0, path.size() - 1));
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode list && index(last) < list.size()) {
            list.set(index(last), value);
        } else {
            throw refused();
        }
    }

    private void remove(List<String> path) {
        require(path);
        if (path.isEmpty()) {
            throw refused();
        }
        JsonNode parent = require(path.subList(0, path.size() - 1));
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else if (parent instanceof ArrayNode list) {
            list.remove(index(last));
        }
    }

    private @Nullable JsonNode find(List<String> path) {
        JsonNode here = document;
        for (String step : path) {
            JsonNode next = here.isArray() ? here.get(index(step)) : here.get(step);
            if (next == null) {
                return null;
            }
            here = next;
        }
        return here;
    }

    private JsonNode require(List<String> path) {
        JsonNode found = find(path);
        if (found == null) {
            throw refused();
        }
        return found;
    }

    private static int index(String step) {
        if (!step.matches("0|[1-9][0-9]{0,8}")) {
            throw refused();
        }
        return Integer.parseInt(step);
    }

    private static JsonNode value(JsonNode op) {
        JsonNode value = op.get("value");
        if (value == null) {
            throw refused();
        }
        return value;
    }

    /** RFC 6901: /a~1b/0 names element 0 of the field a/b. */
    private static List<String> pointer(JsonNode op, String field) {
        JsonNode text = op.get(field);
        if (text == null || !text.isTextual()) {
            throw StatusException.badRequest("JSON patch operation without " + field);
        }
        String pointer = text.textValue();
        if (pointer.isEmpty()) {
            return List.of();
        }
        if (!pointer.startsWith("/")) {
            throw refused();
        }
        List<String> out = new ArrayList<>();
        Arrays.stream(pointer.substring(1).split("/", -1))
                .forEach(step -> out.add(step.replace("~1", "/").replace("~0", "~")));
        return out;
    }

    private static StatusException refused() {
        return StatusException.of(422, "Invalid", "the server rejected our request due to an error in our request");
    }
}
