package io.shiplog.schemas.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The generated resource fields.json in memory: types, their fields and their descriptions. */
final class FieldTypes {

    /**
     * A field.
     *
     * @param type code of the value: string, boolean, int32, int64, double, date-time, byte, intOrString, quantity,
     *     any, or
     *     the name of a type; [ before it for a list, { for a map
     * @param description empty when there is none
     */
    record FieldType(String type, String description, boolean required) {
        /** The type of the value, or of the elements of a list or map. */
        String element() {
            return isList() || isMap() ? type.substring(1) : type;
        }

        boolean isList() {
            return type.startsWith("[");
        }

        boolean isMap() {
            return type.startsWith("{");
        }
    }

    /**
     * A type with its fields in alphabetical order.
     *
     * @param goName what Go calls it
     */
    record ObjectType(String name, String goName, String description, Map<String, FieldType> fields) {}

    private static final Pattern GROUP_AND_VERSION =
            Pattern.compile("^([A-Z][a-z]+)?V[0-9]+((alpha|beta)[0-9]+)?(?=[A-Z])");

    private static final class Holder {
        static final FieldTypes LOADED = new FieldTypes(read());
    }

    private final Map<String, String> kinds;
    private final Map<String, ObjectType> types = new TreeMap<>();

    private FieldTypes(ObjectNode resource) {
        this.kinds = Json.mapAt(resource, "kinds");
        resource.path("types").properties().forEach(entry -> {
            Map<String, FieldType> fields = new LinkedHashMap<>();
            entry.getValue()
                    .path("f")
                    .properties()
                    .forEach(field -> fields.put(
                            field.getKey(),
                            new FieldType(
                                    Json.textAt(field.getValue(), "t"),
                                    Json.textAt(field.getValue(), "d"),
                                    Json.flagAt(field.getValue(), "r"))));
            String name = entry.getKey();
            types.put(
                    name,
                    new ObjectType(
                            name,
                            goName(name),
                            Json.textAt(entry.getValue(), "d"),
                            Collections.unmodifiableMap(fields)));
        });
    }

    static FieldTypes loaded() {
        return Holder.LOADED;
    }

    private static ObjectNode read() {
        try (InputStream in = FieldTypes.class.getResourceAsStream("fields.json")) {
            if (in == null) {
                throw new IllegalStateException(
                        "fields.json is missing: it is generated in phase process-classes of module schemas");
            }
            return Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nullable
    ObjectType type(String name) {
        return types.get(name);
    }

    /** The type of a kind in a version; versions without a model of their own have the fields of the stored one. */
    String typeOf(Kind kind, String apiVersion) {
        String own = kinds.get(apiVersion + " " + kind.kind());
        return own != null ? own : kinds.getOrDefault(kind.apiVersion() + " " + kind.kind(), "");
    }

    /** V1PodSpec is PodSpec in Go, CoreV1Event is Event. */
    static String goName(String type) {
        return GROUP_AND_VERSION.matcher(type).replaceFirst("");
    }
}
