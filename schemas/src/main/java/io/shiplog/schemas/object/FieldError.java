package io.shiplog.schemas.object;

/**
 * One thing wrong with one field, as k8s.io/apimachinery field.Error.
 *
 * @param reason FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, FieldValueDuplicate,
 *     FieldValueForbidden,
 *     FieldValueNotFound, FieldValueTypeInvalid, FieldValueTooLong or FieldValueTooMany
 * @param field path such as spec.template.spec.containers[0].image
 * @param message without the field, e.g. {@code Invalid value: -1: must be greater than or equal to 0}
 */
public record FieldError(String reason, String field, String message) {

    /** "Invalid value: VALUE: DETAIL"; value is printed as JSON. */
    public static FieldError invalid(String field, String valueAsJson, String detail) {
        return new FieldError("FieldValueInvalid", field, "Invalid value: " + valueAsJson + ": " + detail);
    }

    /** "Required value" with an optional detail. */
    public static FieldError required(String field, String detail) {
        return new FieldError(
                "FieldValueRequired", field, detail.isEmpty() ? "Required value" : "Required value: " + detail);
    }

    /** "Forbidden: DETAIL". */
    public static FieldError forbidden(String field, String detail) {
        return new FieldError("FieldValueForbidden", field, "Forbidden: " + detail);
    }

    /** "Duplicate value: VALUE". */
    public static FieldError duplicate(String field, String valueAsJson) {
        return new FieldError("FieldValueDuplicate", field, "Duplicate value: " + valueAsJson);
    }

    /** {@code Unsupported value: "x": supported values: "a", "b"}. */
    public static FieldError notSupported(String field, String valueAsJson, java.util.List<String> supported) {
        String list =
                String.join(", ", supported.stream().map(s -> "\"" + s + "\"").toList());
        return new FieldError(
                "FieldValueNotSupported", field, "Unsupported value: " + valueAsJson + ": supported values: " + list);
    }

    /** "field: message". */
    @Override
    public String toString() {
        return field + ": " + message;
    }
}
