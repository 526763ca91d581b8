package io.shiplog.schemas.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.openapi.FieldTypes.FieldType;
import io.shiplog.schemas.openapi.FieldTypes.ObjectType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What fields the served kinds have. Read once, at first use, from a resource that the build generates. */
public final class FieldSchemas {

    /** A field of Deployments of the beta versions that the stored version has not. */
    private static final String BETA_ONLY = "spec.rollbackTo";

    private FieldSchemas() {}

    /**
     * Paths of fields that the kind does not have, e.g. spec.template.spec.containers[0].imagee, in document order.
     * (Strict
     * field validation tells them as {@code unknown field "spec.foo"}.)
     */
    public static List<String> unknownFields(Kind kind, String apiVersion, ObjectNode tree) {
        FieldWalk walk = new FieldWalk();
        walk.object(FieldTypes.loaded().typeOf(kind, apiVersion), tree);
        boolean beta = apiVersion.contains("beta");
        return walk.unknown.stream()
                .filter(path -> !beta || !path.equals(BETA_ONLY))
                .toList();
    }

    /**
     * Values of a wrong JSON type, each as the complete 400 message with which Kubernetes refuses to decode the
     * object, e.g.
     * {@code Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct
     * field DeploymentSpec.spec.replicas of type int32}. Kubernetes stops at the first; so may the caller.
     */
    public static List<String> typeErrors(Kind kind, String apiVersion, ObjectNode tree) {
        FieldWalk walk = new FieldWalk();
        walk.object(FieldTypes.loaded().typeOf(kind, apiVersion), tree);
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        String prefix = kind.kind() + " in version \"" + version + "\" cannot be handled as a " + kind.kind() + ": ";
        return walk.wrong.stream().map(text -> prefix + text).toList();
    }

    /** The OpenAPI v3 document of one group version: operations, schemas, descriptions, merge rules. */
    public static ObjectNode openApiV3(Kind.GroupVersion gv) {
        return new OpenApiDocument(gv).build();
    }

    /** How a field of a schema type (e.g. V1PodSpec, containers) is merged, or null when it has no rule of its own. */
    public static @Nullable ListMeta mergeInfo(String schemaType, String field) {
        return MergeRules.find(FieldTypes.goName(schemaType), field);
    }

    /** The schema type of the stored version of a kind, e.g. V1Deployment; empty when there is none. */
    public static String typeOf(Kind kind) {
        return FieldTypes.loaded().typeOf(kind, kind.apiVersion());
    }

    /**
     * The schema type of a field's value (of its elements where it is a list or map), or empty for scalars and
     * unknowns.
     */
    public static String fieldType(String schemaType, String field) {
        ObjectType type = FieldTypes.loaded().type(schemaType);
        FieldType found = type == null ? null : type.fields().get(field);
        return found == null || FieldTypes.loaded().type(found.element()) == null ? "" : found.element();
    }
}
