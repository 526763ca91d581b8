package io.shiplog.schemas.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What fields the served kinds have. Read once from a resource that the build generates. */
public final class FieldSchemas {

    private FieldSchemas() {}

    /** Paths of fields that the kind does not have, e.g. spec.template.spec.containers[0].imagee, in document order. */
    public static List<String> unknownFields(Kind kind, String apiVersion, ObjectNode tree) {
        return List.of();
    }

    /** Messages for values of a wrong JSON type, each a complete 400 message as Kubernetes words a decode error. */
    public static List<String> typeErrors(Kind kind, String apiVersion, ObjectNode tree) {
        return List.of();
    }

    /** The OpenAPI v3 document of one group version. */
    public static ObjectNode openApiV3(Kind.GroupVersion gv) {
        return Json.object();
    }

    /** How a field of a schema type (e.g. V1PodSpec.containers) is merged, or null when it has no rule of its own. */
    public static @Nullable ListMeta mergeInfo(String schemaType, String field) {
        return null;
    }

    /** The schema type of the stored version of a kind, e.g. V1Deployment; empty when there is none. */
    public static String typeOf(Kind kind) {
        return "";
    }

    /** The schema type of a field's value (of its elements where it is a list or map), or empty for scalars and unknowns. */
    public static String fieldType(String schemaType, String field) {
        return "";
    }
}
