package io.shiplog.schemas.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.openapi.FieldTypes.FieldType;
import io.shiplog.schemas.openapi.FieldTypes.ObjectType;
import io.shiplog.schemas.value.Quantity;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks an object along its type and notes what does not fit: fields that are not there, values of another JSON type.
 */
final class FieldWalk {

    private static final String QUANTITY_PATTERN = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
    private static final Map<String, String> GO_TYPES = Map.of(
            "boolean", "bool",
            "double", "float64",
            "date-time", "v1.Time",
            "byte", "[]uint8",
            "intOrString", "intstr.IntOrString",
            "quantity", "resource.Quantity");

    final List<String> unknown = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();
    private final FieldTypes types = FieldTypes.loaded();

    /**
     * Where the walk stands, as the steps that led there: each field of each object is passed, and hardly one is told.
     *
     * @param step what {@link #path} has in addition to that of the place before
     * @param named false for what only {@link #path} tells: list indexes and keys of maps
     * @param struct Go type that holds the field
     */
    private record Place(@Nullable Place before, String step, boolean named, String struct) {
        Place child(String field, String inStruct) {
            return new Place(this, field, true, inStruct);
        }

        Place item(int index) {
            return new Place(this, "[" + index + "]", false, struct);
        }

        Place entry(String key) {
            return new Place(this, "." + key, false, struct);
        }

        /** With list indexes, as unknown fields are told, e.g. spec.containers[0]. */
        String path() {
            return before == null ? step : append(before.path());
        }

        /** Without them, as Go tells a decode error, e.g. spec.containers. */
        String names() {
            String sofar = before == null ? "" : before.names();
            return named ? append(sofar) : sofar;
        }

        private String append(String sofar) {
            return named && !sofar.isEmpty() ? sofar + "." + step : sofar + step;
        }
    }

    void object(String typeName, ObjectNode tree) {
        object(typeName, tree, new Place(null, "", false, ""));
    }

    private void object(String typeName, ObjectNode tree, Place place) {
        ObjectType type = types.type(typeName);
        if (type == null) {
            return;
        }
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            FieldType field = type.fields().get(entry.getKey());
            Place child = place.child(entry.getKey(), type.goName());
            if (field == null) {
                unknown.add(child.path());
            } else {
                field(field, entry.getValue(), child);
            }
        }
    }

    private void field(FieldType field, JsonNode value, Place place) {
        if (value.isNull()) {
            return;
        }
        if (field.isList()) {
            if (!value.isArray()) {
                mismatch(value, "[]" + goType(field.element()), place);
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                value(field.element(), value.get(i), place.item(i));
            }
        } else if (field.isMap()) {
            if (!value.isObject()) {
                mismatch(value, "map[string]" + goType(field.element()), place);
                return;
            }
            value.properties().forEach(entry -> value(field.element(), entry.getValue(), place.entry(entry.getKey())));
        } else {
            value(field.type(), value, place);
        }
    }

    private void value(String type, JsonNode value, Place place) {
        if (value.isNull()) {
            return;
        }
        switch (type) {
            case "any" -> {}
            case "string" -> expect(value.isTextual(), type, value, place);
            case "boolean" -> expect(value.isBoolean(), type, value, place);
            case "int32" -> expect(value.isIntegralNumber() && value.canConvertToInt(), type, value, place);
            case "int64" -> expect(value.isIntegralNumber() && value.canConvertToLong(), type, value, place);
            case "double" -> expect(value.isNumber(), type, value, place);
            case "intOrString" -> expect(value.isTextual() || value.isIntegralNumber(), "int32", value, place);
            case "date-time" -> time(value, place);
            case "byte" -> bytes(value, place);
            case "quantity" -> quantity(value);
            default -> {
                if (value instanceof ObjectNode inner) {
                    object(type, inner, place);
                } else {
                    mismatch(value, goType(type), place);
                }
            }
        }
    }

    private void expect(boolean fits, String type, JsonNode value, Place place) {
        if (!fits) {
            mismatch(value, goType(type), place);
        }
    }

    private void time(JsonNode value, Place place) {
        if (!value.isTextual()) {
            mismatch(value, "string", place);
            return;
        }
        try {
            OffsetDateTime.parse(value.textValue());
        } catch (DateTimeParseException e) {
            String text = value.textValue();
            wrong.add("parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"" + text
                    + "\" as \"2006\"");
        }
    }

    private void bytes(JsonNode value, Place place) {
        if (!value.isTextual()) {
            mismatch(value, "[]uint8", place);
            return;
        }
        try {
            Base64.getMimeDecoder().decode(value.textValue());
            if (!value.textValue().matches("[A-Za-z0-9+/=\\r\\n]*")) {
                throw new IllegalArgumentException("not base64");
            }
        } catch (IllegalArgumentException e) {
            wrong.add("illegal base64 data at input byte " + firstBadByte(value.textValue()));
        }
    }

    private static int firstBadByte(String text) {
        int at = 0;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+/".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at == text.length() ? at / 4 * 4 : at;
    }

    private void quantity(JsonNode value) {
        try {
            if (!value.isTextual() && !value.isNumber()) {
                throw new IllegalArgumentException("not a quantity");
            }
            Quantity.parse(value.asText());
        } catch (IllegalArgumentException e) {
            wrong.add(
                    value.asText().matches(QUANTITY_PATTERN)
                            ? "unable to parse quantity's suffix"
                            : "quantities must match the regular expression '" + QUANTITY_PATTERN + "'");
        }
    }

    private void mismatch(JsonNode value, String goType, Place place) {
        wrong.add("json: cannot unmarshal " + jsonType(value, goType) + " into Go struct field " + place.struct() + "."
                + place.names() + " of type " + goType);
    }

    /** Go names a number by its spelling when it is one of the wrong kind, e.g. 1.5 for an int32. */
    private static String jsonType(JsonNode value, String goType) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> goType.startsWith("int") ? "number " + Json.text(value) : "number";
        };
    }

    private String goType(String type) {
        if (types.type(type) != null) {
            return "v1." + FieldTypes.goName(type);
        }
        return GO_TYPES.getOrDefault(type, type);
    }
}
