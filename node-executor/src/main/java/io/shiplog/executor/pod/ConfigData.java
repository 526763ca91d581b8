package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entries of a ConfigMap or Secret as bytes. Pure. */
public final class ConfigData {

    private ConfigData() {}

    /**
     * What a pod finds under a name.
     *
     * @param kind ConfigMap or Secret
     * @return null when there is none and the reference is optional
     * @throws UnmetConfigException when there is none and one must be
     */
    public static @Nullable ObjectNode find(PodConfigs configs, String kind, JsonNode ref, String name)
            throws UnmetConfigException {
        boolean secret = kind.equals(ConfigReference.SECRET);
        ObjectNode object = secret ? configs.secret(name) : configs.configMap(name);
        if (object == null && !Json.flagAt(ref, "optional")) {
            throw new UnmetConfigException((secret ? "secret" : "configmap") + " \"" + name + "\" not found");
        }
        return object;
    }

    /** Entries by key in the object's order; binaryData only where asked for, which environment variables never do. */
    public static Map<String, byte[]> entries(ObjectNode object, String kind, boolean binary) {
        Map<String, byte[]> out = new LinkedHashMap<>();
        boolean secret = kind.equals(ConfigReference.SECRET);
        Json.mapAt(object, "data")
                .forEach((key, text) -> out.put(key, secret ? decoded(text) : text.getBytes(StandardCharsets.UTF_8)));
        if (binary && !secret) {
            Json.mapAt(object, "binaryData").forEach((key, text) -> out.put(key, decoded(text)));
        }
        return out;
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // admission lets no such value in
        }
    }
}
