package io.shiplog.schemas.object;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes JSON as untyped trees: reading, writing, and small typed looks into them. Trees keep what they do not
 * know.
 */
public final class Json {

    /** Shared and configured once; numbers keep their spelling, duplicate keys are an error. */
    public static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** For what we wrote ourselves: no field is doubled in it, and looking for that costs a third of the reading. */
    private static final ObjectMapper STORED =
            new ObjectMapper(new JsonFactory()).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final List<String> HEAD = List.of("kind", "apiVersion", "metadata", "spec", "status");

    private Json() {}

    /**
     * Parses one JSON object. Throws IllegalArgumentException with Jackson's position when it is malformed or no
     * object.
     */
    public static ObjectNode parse(byte[] utf8) {
        try {
            return requireObject(MAPPER.readTree(utf8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses one JSON object that came out of the log or a store; errors as {@link #parse(byte[])}. */
    public static ObjectNode parseStored(byte[] utf8) {
        try {
            return requireObject(STORED.readTree(utf8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses one JSON object from text; errors as {@link #parse(byte[])}. */
    public static ObjectNode parse(String text) {
        try {
            return requireObject(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode requireObject(@Nullable JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /** UTF-8 bytes of a tree, without white space. */
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text of a tree, without white space. */
    public static String text(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same tree with kind, apiVersion, metadata, spec, status first and in that order; the rest keeps its order.
     */
    public static ObjectNode canonical(ObjectNode tree) {
        ObjectNode out = object();
        for (String field : HEAD) {
            JsonNode value = tree.get(field);
            if (value != null) {
                out.set(field, value);
            }
        }
        tree.properties().forEach(e -> {
            if (!out.has(e.getKey())) {
                out.set(e.getKey(), e.getValue());
            }
        });
        return out;
    }

    /**
     * A copy in which the caller may change these of its fields, whatever lies below them, and add others. What else
     * there is belongs to both: nobody changes it, as nobody changes the tree of a stored object.
     */
    public static ObjectNode copyFor(ObjectNode tree, String... fields) {
        ObjectNode out = object();
        out.setAll(tree);
        for (String field : fields) {
            JsonNode there = tree.get(field);
            if (there != null) {
                out.set(field, there.deepCopy());
            }
        }
        return out;
    }

    /**
     * Do two trees say the same? The order of fields does not count, nor whether a number was put as int or as long
     * (which
     * Jackson's own equals tells apart, so that a tree just built would differ from the same one read back).
     */
    public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        return a.equals(Json::compareScalars, b);
    }

    private static int compareScalars(JsonNode a, JsonNode b) {
        if (a.equals(b)) {
            return 0;
        }
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : 1;
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** The node at a path of field names, or null when a step is missing or JSON null. */
    public static @Nullable JsonNode at(JsonNode node, String... path) {
        JsonNode here = node;
        for (String step : path) {
            JsonNode next = here.get(step);
            if (next == null || next.isNull()) {
                return null;
            }
            here = next;
        }
        return here;
    }

    /** Text at a path, or the empty string when absent or no text. */
    public static String textAt(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found != null && found.isTextual() ? found.textValue() : "";
    }

    /** Integer at a path, or the default when absent or no number. */
    public static long longAt(JsonNode node, long absent, String... path) {
        JsonNode found = at(node, path);
        return found != null && found.isNumber() ? found.longValue() : absent;
    }

    /** Boolean at a path; false when absent. */
    public static boolean flagAt(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found != null && found.isBoolean() && found.booleanValue();
    }

    /** Objects of the array at a path; empty when absent. */
    public static List<ObjectNode> objectsAt(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (found == null || !found.isArray()) {
            return List.of();
        }
        List<ObjectNode> out = new ArrayList<>(found.size());
        for (JsonNode item : found) {
            if (item instanceof ObjectNode object) {
                out.add(object);
            }
        }
        return out;
    }

    /** Texts of the array at a path; empty when absent. */
    public static List<String> textsAt(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (found == null || !found.isArray()) {
            return List.of();
        }
        List<String> out = new ArrayList<>(found.size());
        found.forEach(item -> out.add(item.asText()));
        return out;
    }

    /** The map of texts at a path, in its order; empty when absent. */
    public static Map<String, String> mapAt(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (!(found instanceof ObjectNode object)) {
            return Map.of();
        }
        Map<String, String> out = new LinkedHashMap<>();
        object.properties().forEach(e -> out.put(e.getKey(), e.getValue().asText()));
        return out;
    }

    /** The object at a path, made where it is missing; each step that is no object is replaced by one. */
    public static ObjectNode ensure(ObjectNode node, String... path) {
        ObjectNode here = node;
        for (String step : path) {
            JsonNode next = here.get(step);
            here = next instanceof ObjectNode object ? object : here.putObject(step);
        }
        return here;
    }
}
