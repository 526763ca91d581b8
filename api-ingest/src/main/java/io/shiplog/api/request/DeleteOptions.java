package io.shiplog.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.api.proto.ProtobufBody;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to delete (meta.k8s.io/v1 DeleteOptions), from the body, which kubectl sends, and the query, which others use.
 *
 * @param gracePeriodSeconds null for the object's own
 * @param propagationPolicy Background, Foreground, Orphan, or null for the kind's own
 * @param dryRun answer, but delete nothing
 * @param uid precondition, or empty
 * @param resourceVersion precondition, or empty
 */
public record DeleteOptions(
        @Nullable Long gracePeriodSeconds,
        @Nullable String propagationPolicy,
        boolean dryRun,
        String uid,
        String resourceVersion) {

    private static final List<String> POLICIES = List.of("Background", "Foreground", "Orphan");

    /**
     * Reads body (JSON or protobuf; may be empty) and query; where both say something the body wins. Throws
     * StatusException:
     * 400 for a body that cannot be read, 422 for a value that Kubernetes does not know.
     */
    public static DeleteOptions parse(byte[] body, Map<String, List<String>> query) {
        ObjectNode given = read(body);
        QueryValues values = QueryValues.of(query);
        JsonNode grace = Json.at(given, "gracePeriodSeconds");
        Long seconds = grace != null && grace.isNumber() ? Long.valueOf(grace.longValue()) : null;
        JsonNode orphan = Json.at(given, "orphanDependents");
        Boolean orphanDependents =
                orphan != null ? Boolean.valueOf(orphan.asBoolean()) : values.optionalFlag("orphanDependents");
        List<String> dryRun = Json.textsAt(given, "dryRun");
        return new DeleteOptions(
                seconds != null ? seconds : values.number("gracePeriodSeconds"),
                policy(
                        first(Json.textAt(given, "propagationPolicy"), values.text("propagationPolicy")),
                        orphanDependents),
                WriteOptions.dryRun(dryRun.isEmpty() ? values.texts("dryRun") : dryRun),
                Json.textAt(given, "preconditions", "uid"),
                Json.textAt(given, "preconditions", "resourceVersion"));
    }

    private static ObjectNode read(byte[] body) {
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return Json.object();
        }
        if (ProtobufBody.isProtobuf(body)) {
            return ProtobufBody.decode(body);
        }
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("couldn't read the DeleteOptions of the request: " + e.getMessage());
        }
    }

    private static String first(String preferred, String other) {
        return preferred.isEmpty() ? other : preferred;
    }

    private static @Nullable String policy(String given, @Nullable Boolean orphanDependents) {
        if (given.isEmpty()) {
            return orphanDependents == null ? null : orphanDependents ? "Orphan" : "Background";
        }
        if (orphanDependents != null) {
            throw refused(FieldError.invalid(
                    "propagationPolicy",
                    "\"" + given + "\"",
                    "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (!POLICIES.contains(given)) {
            throw refused(FieldError.notSupported("propagationPolicy", "\"" + given + "\"", POLICIES));
        }
        return given;
    }

    private static StatusException refused(FieldError error) {
        return StatusException.invalid("meta.k8s.io", "DeleteOptions", "", List.of(error));
    }
}
