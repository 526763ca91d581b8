package io.shiplog.api.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As much OpenAPI as makes {@code kubectl apply} leave validation to the server: for each resource its operations,
 * with the
 * query parameter fieldValidation. Schemas are open objects; the fields themselves are checked behind the log.
 */
public final class OpenApi {

    /** Content type of /openapi/v2; with @ in place of the last dot Go's parser refuses the answer. */
    public static final String V2_CONTENT_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /** Protobuf document of one field: swagger = "2.0". */
    private static final byte[] V2 = {0x0a, 0x03, 0x32, 0x2e, 0x30};

    private static final String KIND_EXTENSION = "x-kubernetes-group-version-kind";
    private static final String ACTION_EXTENSION = "x-kubernetes-action";
    private static final List<String> WRITE_PARAMETERS = List.of("dryRun", "fieldManager", "fieldValidation");

    private OpenApi() {}

    /**
     * GET /openapi/v3: where the document of each group version is. The hash is part of each address, so that
     * documents may
     * be cached for ever; change it when the kinds change.
     */
    public static ObjectNode index(String hash) {
        ObjectNode out = Json.object();
        ObjectNode paths = out.putObject("paths");
        for (GroupVersion groupVersion : ServedKinds.groupVersions()) {
            String path = path(groupVersion);
            paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash);
        }
        return out;
    }

    /** GET /openapi/v3/api/v1 and /openapi/v3/apis/{group}/{version}; null when nothing is served under it. */
    public static @Nullable ObjectNode document(GroupVersion groupVersion) {
        List<Kind> kinds = ServedKinds.kinds(groupVersion);
        if (kinds.isEmpty()) {
            return null;
        }
        ObjectNode out = Json.object().put("openapi", "3.0.0");
        out.putObject("info").put("title", "Kubernetes").put("version", Discovery.GIT_VERSION);
        ObjectNode paths = out.putObject("paths");
        ObjectNode schemas = out.putObject("components").putObject("schemas");
        for (Kind kind : kinds) {
            addPaths(paths, kind, groupVersion);
            schemas.set(schemaName(kind, groupVersion), schema(kind, groupVersion));
        }
        return out;
    }

    /** GET /openapi/v2: five bytes that every client can parse; to be sent as {@link #V2_CONTENT_TYPE}. */
    public static byte[] v2SafetyNet() {
        return V2.clone();
    }

    private static String path(GroupVersion groupVersion) {
        return groupVersion.group().isEmpty()
                ? "api/" + groupVersion.version()
                : "apis/" + groupVersion.group() + "/" + groupVersion.version();
    }

    private static void addPaths(ObjectNode paths, Kind kind, GroupVersion groupVersion) {
        String collection =
                "/" + path(groupVersion) + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
        ObjectNode all = paths.putObject(collection);
        if (VirtualKinds.measured(kind)) {
            operation(all, "get", "list", kind, groupVersion);
            operation(paths.putObject(collection + "/{name}"), "get", "get", kind, groupVersion);
            return;
        }
        operation(all, "post", "post", kind, groupVersion);
        if (VirtualKinds.contains(kind)) {
            return;
        }
        operation(all, "get", "list", kind, groupVersion);
        ObjectNode one = paths.putObject(collection + "/{name}");
        operation(one, "get", "get", kind, groupVersion);
        operation(one, "put", "put", kind, groupVersion);
        operation(one, "patch", "patch", kind, groupVersion);
        operation(one, "delete", "delete", kind, groupVersion);
    }

    private static void operation(ObjectNode path, String method, String action, Kind kind, GroupVersion groupVersion) {
        ObjectNode out = path.putObject(method).put(ACTION_EXTENSION, action);
        if (action.equals("post") || action.equals("put") || action.equals("patch")) {
            ArrayNode parameters = out.putArray("parameters");
            for (String name : WRITE_PARAMETERS) {
                parameters
                        .addObject()
                        .put("name", name)
                        .put("in", "query")
                        .putObject("schema")
                        .put("type", "string");
            }
        }
        out.putObject("responses").putObject("200").put("description", "OK");
        out.set(KIND_EXTENSION, Discovery.groupVersionKind(groupVersion, kind.kind()));
    }

    /** e.g. io.k8s.api.apps.v1.Deployment */
    private static String schemaName(Kind kind, GroupVersion groupVersion) {
        String group = groupVersion.group();
        int dot = group.indexOf('.');
        String word = group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
        return "io.k8s.api." + word + "." + groupVersion.version() + "." + kind.kind();
    }

    private static ObjectNode schema(Kind kind, GroupVersion groupVersion) {
        ObjectNode out = Json.object().put("type", "object").put("description", "A " + kind.kind() + ".");
        ObjectNode properties = out.putObject("properties");
        text(properties, "apiVersion", "The group version of this object, " + groupVersion.apiVersion() + ".");
        text(properties, "kind", "The kind of this object, " + kind.kind() + ".");
        properties
                .putObject("metadata")
                .put("type", "object")
                .put("description", "Name, labels, annotations and what the server keeps of the object.");
        out.putArray(KIND_EXTENSION).add(Discovery.groupVersionKind(groupVersion, kind.kind()));
        return out;
    }

    private static void text(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }
}
