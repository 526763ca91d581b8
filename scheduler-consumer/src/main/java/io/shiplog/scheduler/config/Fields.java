package io.shiplog.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file, looked at field by field. What is wrong is noted and the look goes on with what stands for an
 * absent field, so that everything wrong is told at once. What nobody has asked for when {@link #end} is called is no
 * field of the object.
 */
final class Fields {

    /** What was found, in the order in which it was looked at. */
    record Findings(List<FieldError> problems, List<String> warnings) {
        Findings() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private final ObjectNode object;
    private final String path;
    private final Findings findings;
    private final Set<String> asked = new TreeSet<>();

    Fields(ObjectNode object, String path, Findings findings) {
        this.object = object;
        this.path = path;
        this.findings = findings;
    }

    String path() {
        return path;
    }

    /** Path of a field of this object. */
    String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    void wrong(FieldError problem) {
        findings.problems().add(problem);
    }

    /** A field has a value that is not allowed. */
    void invalid(String field, String detail) {
        wrong(FieldError.invalid(path(field), Json.text(object.path(field)), detail));
    }

    void warn(String warning) {
        findings.warnings().add(warning);
    }

    @Nullable
    JsonNode get(String field) {
        asked.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String field) {
        return get(field) != null;
    }

    String text(String field, String absent) {
        JsonNode value = get(field);
        if (value != null && !value.isTextual()) {
            invalid(field, "must be a text");
            return absent;
        }
        return value == null ? absent : value.textValue();
    }

    /** A text that must be there. */
    String required(String field) {
        String value = text(field, "");
        if (value.isEmpty() && !(get(field) != null && !object.path(field).isTextual())) {
            wrong(FieldError.required(path(field), ""));
        }
        return value;
    }

    String oneOf(String field, String absent, List<String> allowed) {
        String value = text(field, absent);
        if (!value.equals(absent) && !allowed.contains(value)) {
            wrong(FieldError.notSupported(path(field), Json.text(object.path(field)), allowed));
            return absent;
        }
        return value;
    }

    long number(String field, long absent, long least, long most) {
        JsonNode value = get(field);
        if (value == null) {
            return absent;
        }
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < least
                || value.longValue() > most) {
            invalid(field, "must be a whole number from " + least + " to " + most);
            return absent;
        }
        return value.longValue();
    }

    boolean flag(String field, boolean absent) {
        JsonNode value = get(field);
        if (value != null && !value.isBoolean()) {
            invalid(field, "must be true or false");
            return absent;
        }
        return value == null ? absent : value.booleanValue();
    }

    /** The object in a field; an empty one when there is none. */
    Fields object(String field) {
        JsonNode value = get(field);
        if (value != null && !value.isObject()) {
            invalid(field, "must be an object");
        }
        return new Fields(value instanceof ObjectNode found ? found : Json.object(), path(field), findings);
    }

    /** The objects of the list in a field. */
    List<Fields> objects(String field) {
        List<Fields> out = new ArrayList<>();
        for (JsonNode item : list(field)) {
            String at = path(field) + "[" + out.size() + "]";
            if (!item.isObject()) {
                wrong(FieldError.invalid(at, Json.text(item), "must be an object"));
            }
            out.add(new Fields(item instanceof ObjectNode found ? found : Json.object(), at, findings));
        }
        return out;
    }

    List<String> texts(String field) {
        List<String> out = new ArrayList<>();
        for (JsonNode item : list(field)) {
            if (!item.isTextual()) {
                wrong(FieldError.invalid(path(field) + "[" + out.size() + "]", Json.text(item), "must be a text"));
            }
            out.add(item.asText());
        }
        return out;
    }

    private JsonNode list(String field) {
        JsonNode value = get(field);
        if (value != null && !value.isArray()) {
            invalid(field, "must be a list");
        }
        return value != null && value.isArray() ? value : Json.array();
    }

    /** A field that Kubernetes has and that changes nothing here. */
    void withoutEffect(String field, String why) {
        if (has(field)) {
            warn(path(field) + " changes nothing: " + why);
        }
    }

    /** The whole object, unread: whoever uses it has checked its fields. */
    ObjectNode tree() {
        return object;
    }

    /** Refuses every field that nobody has asked for. */
    void end() {
        object.fieldNames().forEachRemaining(field -> {
            if (!asked.contains(field)) {
                wrong(FieldError.forbidden(
                        path(field), "there is no such field; there are: " + String.join(", ", asked)));
            }
        });
    }
}
