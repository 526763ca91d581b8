package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A ConfigMap or Secret that a pod names, in one of its places.
 *
 * @param kind ConfigMap or Secret
 * @param name in the pod's namespace
 * @param optional the pod runs without it too
 * @param volume the volume that is made of it, or empty
 */
public record ConfigReference(String kind, String name, boolean optional, String volume) {

    private static final String CONFIG_MAP = "ConfigMap";
    private static final String SECRET = "Secret";

    /** Every place of a pod spec that names one: variables, volumes and pull secrets, in this order. */
    static List<ConfigReference> of(ObjectNode spec) {
        Set<ConfigReference> out = new LinkedHashSet<>();
        List<ObjectNode> containers = new ArrayList<>(Json.objectsAt(spec, "initContainers"));
        containers.addAll(Json.objectsAt(spec, "containers"));
        for (ObjectNode container : containers) {
            for (ObjectNode variable : Json.objectsAt(container, "env")) {
                add(out, CONFIG_MAP, variable, "name", "", "valueFrom", "configMapKeyRef");
                add(out, SECRET, variable, "name", "", "valueFrom", "secretKeyRef");
            }
            for (ObjectNode from : Json.objectsAt(container, "envFrom")) {
                add(out, CONFIG_MAP, from, "name", "", "configMapRef");
                add(out, SECRET, from, "name", "", "secretRef");
            }
        }
        for (ObjectNode volume : Json.objectsAt(spec, "volumes")) {
            String name = Json.textAt(volume, "name");
            add(out, CONFIG_MAP, volume, "name", name, "configMap");
            add(out, SECRET, volume, "secretName", name, "secret");
            for (ObjectNode source : Json.objectsAt(volume, "projected", "sources")) {
                add(out, CONFIG_MAP, source, "name", name, "configMap");
                add(out, SECRET, source, "name", name, "secret");
            }
        }
        for (ObjectNode secret : Json.objectsAt(spec, "imagePullSecrets")) {
            // A pod whose pull secret is missing is tried without it, as in Kubernetes.
            out.add(new ConfigReference(SECRET, Json.textAt(secret, "name"), true, ""));
        }
        return List.copyOf(out);
    }

    private static void add(
            Set<ConfigReference> out, String kind, ObjectNode at, String nameField, String volume, String... path) {
        if (Json.at(at, path) instanceof ObjectNode source) {
            String name = Json.textAt(source, nameField);
            out.add(new ConfigReference(kind, name, Json.flagAt(source, "optional"), volume));
        }
    }

    /** As a missing one is called in messages: configmap "app" not found. */
    public String notFound() {
        return kind.toLowerCase(Locale.ROOT) + " \"" + name + "\" not found";
    }
}
