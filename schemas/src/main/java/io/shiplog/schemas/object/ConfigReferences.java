package io.shiplog.schemas.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which ConfigMaps and Secrets a pod needs on its node. Pure; the reconciler and the executor both ask here. */
public final class ConfigReferences {

    /** Distinct lists remembered; past it the memory starts anew, which costs sharing and nothing else. */
    private static final int SHARED_MAX = 10_000;

    private static final Map<List<ConfigReference>, List<ConfigReference>> SHARED = new ConcurrentHashMap<>();

    private final Map<String, ConfigReference> found = new LinkedHashMap<>();

    private ConfigReferences() {}

    /**
     * Everything that a pod's spec names: env, envFrom, volumes, projected volumes and imagePullSecrets, each object
     * once, in order of its first mention. Twins share one list; it cannot be changed.
     *
     * @param podSpec v1.PodSpec, or a template's tree with the same fields; anything else names nothing
     */
    public static List<ConfigReference> of(JsonNode podSpec) {
        ConfigReferences references = new ConfigReferences();
        for (String field : List.of("initContainers", "containers", "ephemeralContainers")) {
            Json.objectsAt(podSpec, field).forEach(references::container);
        }
        Json.objectsAt(podSpec, "volumes").forEach(references::volume);
        for (ObjectNode secret : Json.objectsAt(podSpec, "imagePullSecrets")) {
            references.add(ConfigReference.SECRET, Json.textAt(secret, "name"), true);
        }
        return references.found.isEmpty() ? List.of() : shared(List.copyOf(references.found.values()));
    }

    private static List<ConfigReference> shared(List<ConfigReference> references) {
        if (SHARED.size() > SHARED_MAX) {
            SHARED.clear();
        }
        List<ConfigReference> known = SHARED.putIfAbsent(references, references);
        return known == null ? references : known;
    }

    private void container(ObjectNode container) {
        for (ObjectNode source : Json.objectsAt(container, "envFrom")) {
            named(ConfigReference.CONFIG_MAP, source.path("configMapRef"), "name");
            named(ConfigReference.SECRET, source.path("secretRef"), "name");
        }
        for (ObjectNode variable : Json.objectsAt(container, "env")) {
            named(ConfigReference.CONFIG_MAP, variable.path("valueFrom").path("configMapKeyRef"), "name");
            named(ConfigReference.SECRET, variable.path("valueFrom").path("secretKeyRef"), "name");
        }
    }

    private void volume(ObjectNode volume) {
        named(ConfigReference.CONFIG_MAP, volume.path("configMap"), "name");
        named(ConfigReference.SECRET, volume.path("secret"), "secretName");
        for (ObjectNode source : Json.objectsAt(volume, "projected", "sources")) {
            named(ConfigReference.CONFIG_MAP, source.path("configMap"), "name");
            named(ConfigReference.SECRET, source.path("secret"), "name");
        }
    }

    private void named(String kind, JsonNode source, String field) {
        add(kind, Json.textAt(source, field), Json.flagAt(source, "optional"));
    }

    private void add(String kind, String name, boolean optional) {
        if (name.isEmpty()) {
            return;
        }
        ConfigReference reference = new ConfigReference(kind, name, optional);
        found.merge(
                reference.key(), reference, (a, b) -> new ConfigReference(kind, name, a.optional() && b.optional()));
    }
}
