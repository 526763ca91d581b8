package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, with the checks that many fields share. */
final class Problems {

    static final String NOT_NEGATIVE = "must be greater than or equal to 0";
    static final String PORT_RANGE = "must be between 1 and 65535, inclusive";
    static final String IMMUTABLE = "field is immutable";
    private static final int PORT_MAX = 65_535;

    private final List<FieldError> found = new ArrayList<>();

    List<FieldError> found() {
        return found;
    }

    /** "Invalid value" of a text. */
    void invalid(String path, String value, String detail) {
        found.add(FieldError.invalid(path, quoted(value), detail));
    }

    /** "Invalid value" of anything, already written as it shall be shown. */
    void invalidShown(String path, String shown, String detail) {
        found.add(FieldError.invalid(path, shown, detail));
    }

    /** One "Invalid value" for each complaint of a naming rule. */
    void invalidAll(String path, String value, List<String> details) {
        details.forEach(detail -> invalid(path, value, detail));
    }

    void required(String path) {
        found.add(FieldError.required(path, ""));
    }

    void required(String path, String detail) {
        found.add(FieldError.required(path, detail));
    }

    void forbidden(String path, String detail) {
        found.add(FieldError.forbidden(path, detail));
    }

    void duplicate(String path, String value) {
        found.add(FieldError.duplicate(path, quoted(value)));
    }

    void duplicateShown(String path, String shown) {
        found.add(FieldError.duplicate(path, shown));
    }

    void notFound(String path, String value) {
        found.add(new FieldError("FieldValueNotFound", path, "Not found: " + quoted(value)));
    }

    void tooLong(String path, int bytesMax) {
        found.add(new FieldError("FieldValueTooLong", path, "Too long: may not be more than " + bytesMax + " bytes"));
    }

    /** Text of the field must be one of these; absent counts as the empty text. */
    void oneOf(String path, String value, List<String> supported) {
        if (!supported.contains(value)) {
            found.add(FieldError.notSupported(path, quoted(value), supported));
        }
    }

    /** As {@link #oneOf}, but the field may be absent. */
    void oneOfIfSet(String path, String value, List<String> supported) {
        if (!value.isEmpty()) {
            oneOf(path, value, supported);
        }
    }

    /** A number that is present must not be below 0. */
    void notNegative(JsonNode in, String parent, String field) {
        long value = Json.longAt(in, 0, field);
        if (value < 0) {
            invalidShown(parent + "." + field, Long.toString(value), NOT_NEGATIVE);
        }
    }

    void port(String path, long number) {
        if (number < 1 || number > PORT_MAX) {
            invalidShown(path, Long.toString(number), PORT_RANGE);
        }
    }

    /** As Go's %q for the texts that occur here. */
    static String quoted(String text) {
        return Json.text(Json.MAPPER.getNodeFactory().textNode(text));
    }
}
