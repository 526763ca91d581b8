package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One expression of a node selector term: key operator values, on labels or (matchFields) on metadata.name. */
record NodeRequirement(String key, String operator, List<String> values) {

    /** The expression, or null when it is malformed, in which case its whole term matches no node. */
    static @Nullable NodeRequirement label(ObjectNode expression) {
        NodeRequirement out = read(expression);
        boolean valid = Names.qualifiedName(out.key).isEmpty()
                && switch (out.operator) {
                    case "In", "NotIn" ->
                        !out.values.isEmpty()
                                && out.values.stream()
                                        .allMatch(v -> Names.labelValue(v).isEmpty());
                    case "Exists", "DoesNotExist" -> out.values.isEmpty();
                    case "Gt", "Lt" -> out.values.size() == 1 && integer(out.values.get(0)) != null;
                    default -> false;
                };
        return valid ? out : null;
    }

    /** An expression on a field: only metadata.name, In or NotIn, one value. */
    static @Nullable NodeRequirement field(ObjectNode expression) {
        NodeRequirement out = read(expression);
        boolean valid = out.key.equals("metadata.name")
                && (out.operator.equals("In") || out.operator.equals("NotIn"))
                && out.values.size() == 1;
        return valid ? out : null;
    }

    private static NodeRequirement read(ObjectNode expression) {
        return new NodeRequirement(
                Json.textAt(expression, "key"),
                Json.textAt(expression, "operator"),
                List.copyOf(Json.textsAt(expression, "values")));
    }

    static void write(SnapshotWriter out, NodeRequirement requirement) throws IOException {
        out.word(requirement.key);
        out.word(requirement.operator);
        out.list(requirement.values, SnapshotWriter::word);
    }

    static NodeRequirement read(SnapshotReader in) throws IOException {
        return new NodeRequirement(in.word(), in.word(), List.copyOf(in.list(SnapshotReader::word)));
    }

    boolean matchesLabels(Map<String, String> labels) {
        return matches(labels.get(key));
    }

    boolean matches(@Nullable String actual) {
        return switch (operator) {
            case "In" -> actual != null && values.contains(actual);
            case "NotIn" -> actual == null || !values.contains(actual);
            case "Exists" -> actual != null;
            case "DoesNotExist" -> actual == null;
            default -> compares(actual);
        };
    }

    private boolean compares(@Nullable String actual) {
        Long here = actual == null ? null : integer(actual);
        Long bound = integer(values.get(0));
        if (here == null || bound == null) {
            return false;
        }
        return operator.equals("Gt") ? here > bound : here < bound;
    }

    private static @Nullable Long integer(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException noInteger) {
            return null;
        }
    }
}
