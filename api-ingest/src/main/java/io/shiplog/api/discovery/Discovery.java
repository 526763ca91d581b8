package io.shiplog.api.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import org.jspecify.annotations.Nullable;

/** stub. */
public final class Discovery {

    private Discovery() {}

    public static ObjectNode aggregatedCore() {
        return Json.object();
    }

    public static ObjectNode aggregatedGroups() {
        return Json.object();
    }

    public static ObjectNode apiVersions(String hostPort) {
        return Json.object();
    }

    public static ObjectNode apiGroupList() {
        return Json.object();
    }

    public static @Nullable ObjectNode apiGroup(String group) {
        return Json.object();
    }

    public static @Nullable ObjectNode resourceList(Kind.GroupVersion groupVersion) {
        return Json.object();
    }

    public static ObjectNode version() {
        return Json.object();
    }

    public static ObjectNode openApiV3Index(String hash) {
        return Json.object();
    }

    public static byte[] openApiV2SafetyNet() {
        return new byte[0];
    }
}
