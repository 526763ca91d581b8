package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables of a container: envFrom first, then env in order, where a later one replaces an earlier
 * one of its name. Keys of envFrom that cannot name a variable are left out, as the kubelet does.
 */
final class Variables {

    private final PodFields fields;
    private final PodConfigs configs;
    private final Map<String, String> out = new LinkedHashMap<>();

    Variables(PodFields fields, PodConfigs configs) {
        this.fields = fields;
        this.configs = configs;
    }

    /** Variables of one container. Throws when an object, key or field that must be there is not. */
    Map<String, String> of(ObjectNode container) throws UnmetConfigException {
        for (ObjectNode source : Json.objectsAt(container, "envFrom")) {
            String prefix = Json.textAt(source, "prefix");
            from(ConfigReference.CONFIG_MAP, source.path("configMapRef"), prefix);
            from(ConfigReference.SECRET, source.path("secretRef"), prefix);
        }
        for (ObjectNode variable : Json.objectsAt(container, "env")) {
            String written = Json.textAt(variable, "value");
            String value = written.isEmpty()
                    ? referred(variable.path("valueFrom"), container)
                    : Environment.expand(written, out);
            if (value != null) {
                out.put(Json.textAt(variable, "name"), value);
            }
        }
        return out;
    }

    private void from(String kind, JsonNode ref, String prefix) throws UnmetConfigException {
        if (!ref.isObject()) {
            return;
        }
        ObjectNode object = ConfigData.find(configs, kind, ref, Json.textAt(ref, "name"));
        if (object == null) {
            return;
        }
        ConfigData.entries(object, kind, false).forEach((key, value) -> {
            String name = prefix + key;
            if (Names.envVarName(name).isEmpty()) {
                out.put(name, new String(value, StandardCharsets.UTF_8));
            }
        });
    }

    /** Null for a variable that is left out: what it refers to is not there and optional. */
    private @Nullable String referred(JsonNode from, ObjectNode container) throws UnmetConfigException {
        for (String source : List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef")) {
            if (from.get(source) instanceof ObjectNode ref) {
                return switch (source) {
                    case "fieldRef" -> fields.field(Json.textAt(ref, "fieldPath"));
                    case "resourceFieldRef" -> fields.resource(ref, container);
                    case "configMapKeyRef" -> entry(ConfigReference.CONFIG_MAP, ref);
                    default -> entry(ConfigReference.SECRET, ref);
                };
            }
        }
        return "";
    }

    private @Nullable String entry(String kind, ObjectNode ref) throws UnmetConfigException {
        String name = Json.textAt(ref, "name");
        String key = Json.textAt(ref, "key");
        ObjectNode object = ConfigData.find(configs, kind, ref, name);
        byte[] value =
                object == null ? null : ConfigData.entries(object, kind, false).get(key);
        if (value != null) {
            return new String(value, StandardCharsets.UTF_8);
        }
        if (Json.flagAt(ref, "optional")) {
            return null;
        }
        throw new UnmetConfigException(
                "couldn't find key " + key + " in " + kind + " " + fields.pod().namespace() + "/" + name);
    }
}
