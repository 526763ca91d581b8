package io.shiplog.api.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents by which clients learn what is served. All come from the table of kinds and the virtual review
 * kinds; each
 * call makes a new document that the caller may keep or change.
 */
public final class Discovery {

    /** The Kubernetes release whose API this is; clients compare it with their own and warn beyond one minor. */
    public static final String GIT_VERSION = "v1.32.4";

    private static final String DISCOVERY = "apidiscovery.k8s.io/v2";

    private Discovery() {}

    /** GET /api in the aggregated form: APIGroupDiscoveryList with the core group. */
    public static ObjectNode aggregatedCore() {
        ObjectNode out = aggregatedList();
        out.withArrayProperty("items").add(aggregatedGroup(""));
        return out;
    }

    /** GET /apis in the aggregated form: APIGroupDiscoveryList with all other groups in order of priority. */
    public static ObjectNode aggregatedGroups() {
        ObjectNode out = aggregatedList();
        ServedKinds.groups().forEach(group -> out.withArrayProperty("items").add(aggregatedGroup(group)));
        return out;
    }

    /** GET /api in the old form: APIVersions. */
    public static ObjectNode apiVersions(String hostPort) {
        ObjectNode out = Json.object().put("kind", "APIVersions");
        out.putArray("versions").add("v1");
        out.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", hostPort);
        return out;
    }

    /** GET /apis in the old form: APIGroupList. */
    public static ObjectNode apiGroupList() {
        ObjectNode out = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = out.putArray("groups");
        ServedKinds.groups().forEach(group -> describe(group, groups.addObject()));
        return out;
    }

    /** GET /apis/{group}: APIGroup, or null when there is no such group. */
    public static @Nullable ObjectNode apiGroup(String group) {
        if (!ServedKinds.groups().contains(group)) {
            return null;
        }
        return describe(group, Json.object().put("kind", "APIGroup").put("apiVersion", "v1"));
    }

    /** GET /api/v1 and /apis/{group}/{version}: APIResourceList, or null when nothing is served under it. */
    public static @Nullable ObjectNode resourceList(Kind.GroupVersion groupVersion) {
        List<Kind> kinds = ServedKinds.kinds(groupVersion);
        if (kinds.isEmpty()) {
            return null;
        }
        ObjectNode out = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion.apiVersion());
        ArrayNode resources = out.putArray("resources");
        for (Kind kind : kinds) {
            addResource(resources, new ServedResource(kind, groupVersion));
        }
        return out;
    }

    /** GET /version. */
    public static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2025-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac")
                .put("platform", "linux/amd64");
    }

    /** All group versions served, core first, then groups in order of priority. */
    public static List<GroupVersion> groupVersions() {
        return ServedKinds.groupVersions();
    }

    /** GET /openapi/v3; see {@link OpenApi#index}. */
    public static ObjectNode openApiV3Index(String hash) {
        return OpenApi.index(hash);
    }

    /** GET /openapi/v2; see {@link OpenApi#v2SafetyNet}. */
    public static byte[] openApiV2SafetyNet() {
        return OpenApi.v2SafetyNet();
    }

    private static ObjectNode aggregatedList() {
        ObjectNode out = Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", DISCOVERY);
        out.putObject("metadata");
        out.putArray("items");
        return out;
    }

    private static ObjectNode aggregatedGroup(String group) {
        ObjectNode out = Json.object();
        out.putObject("metadata").put("name", group);
        ArrayNode versions = out.putArray("versions");
        for (String version : ServedKinds.versions(group)) {
            GroupVersion groupVersion = new GroupVersion(group, version);
            ObjectNode entry = versions.addObject().put("version", version);
            ArrayNode resources = entry.putArray("resources");
            ServedKinds.kinds(groupVersion)
                    .forEach(kind -> resources.add(aggregatedResource(new ServedResource(kind, groupVersion))));
            entry.put("freshness", "Current");
        }
        return out;
    }

    private static ObjectNode aggregatedResource(ServedResource served) {
        Kind kind = served.kind();
        ObjectNode out = Json.object().put("resource", kind.plural());
        out.set("responseKind", groupVersionKind(served.groupVersion(), kind.kind()));
        out.put("scope", kind.namespaced() ? "Namespaced" : "Cluster").put("singularResource", kind.singular());
        texts(out, "verbs", served.verbs());
        texts(out, "shortNames", served.shortNames());
        texts(out, "categories", served.categories());
        for (ServedResource.Sub sub : served.subresources()) {
            ObjectNode entry = out.withArrayProperty("subresources").addObject().put("subresource", sub.name());
            entry.set("responseKind", groupVersionKind(sub.groupVersion(), sub.kind()));
            texts(entry, "verbs", sub.verbs());
        }
        return out;
    }

    /** {@code {group, version, kind}}, as discovery and OpenAPI spell it. */
    static ObjectNode groupVersionKind(GroupVersion groupVersion, String kind) {
        return Json.object()
                .put("group", groupVersion.group())
                .put("version", groupVersion.version())
                .put("kind", kind);
    }

    private static ObjectNode describe(String group, ObjectNode out) {
        out.put("name", group);
        ArrayNode versions = out.putArray("versions");
        for (String version : ServedKinds.versions(group)) {
            versions.add(entry(new GroupVersion(group, version)));
        }
        out.set("preferredVersion", versions.get(0).deepCopy());
        return out;
    }

    private static ObjectNode entry(GroupVersion groupVersion) {
        return Json.object().put("groupVersion", groupVersion.apiVersion()).put("version", groupVersion.version());
    }

    private static void addResource(ArrayNode resources, ServedResource served) {
        Kind kind = served.kind();
        ObjectNode entry = resources
                .addObject()
                .put("name", kind.plural())
                .put("singularName", kind.singular())
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kind());
        texts(entry, "verbs", served.verbs());
        texts(entry, "shortNames", served.shortNames());
        texts(entry, "categories", served.categories());
        for (ServedResource.Sub sub : served.subresources()) {
            ObjectNode row = resources
                    .addObject()
                    .put("name", kind.plural() + "/" + sub.name())
                    .put("singularName", "")
                    .put("namespaced", kind.namespaced());
            if (!sub.groupVersion().equals(served.groupVersion())) {
                row.put("group", sub.groupVersion().group())
                        .put("version", sub.groupVersion().version());
            }
            row.put("kind", sub.kind());
            texts(row, "verbs", sub.verbs());
        }
    }

    private static void texts(ObjectNode object, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = object.putArray(field);
            values.forEach(array::add);
        }
    }
}
