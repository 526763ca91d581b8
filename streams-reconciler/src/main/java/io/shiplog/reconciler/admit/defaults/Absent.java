package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Setting a field only where it is absent or JSON null. */
final class Absent {

    private Absent() {}

    static boolean is(JsonNode in, String field) {
        JsonNode value = in.get(field);
        return value == null || value.isNull();
    }

    /** As Go's zero value of a string or of a list: absent, null, or empty. */
    static boolean orEmpty(JsonNode in, String field) {
        JsonNode value = in.get(field);
        return value == null
                || value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isArray() && value.isEmpty());
    }

    static void text(ObjectNode in, String field, String value) {
        if (orEmpty(in, field)) {
            in.put(field, value);
        }
    }

    static void number(ObjectNode in, String field, int value) {
        if (is(in, field)) {
            in.put(field, value);
        }
    }

    /** For numbers whose 0 means unset, such as a probe's periodSeconds. */
    static void positive(ObjectNode in, String field, int value) {
        if (is(in, field) || (in.get(field).isNumber() && in.get(field).intValue() == 0)) {
            in.put(field, value);
        }
    }

    static void flag(ObjectNode in, String field, boolean value) {
        if (is(in, field)) {
            in.put(field, value);
        }
    }

    static ObjectNode object(ObjectNode in, String field) {
        return in.get(field) instanceof ObjectNode there ? there : in.putObject(field);
    }

    static void list(ObjectNode in, String field, String only) {
        if (orEmpty(in, field)) {
            ArrayNode list = in.putArray(field);
            list.add(only);
        }
    }
}
