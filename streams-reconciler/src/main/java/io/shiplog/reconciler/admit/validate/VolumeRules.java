package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Volumes of a pod: names, and one source each. */
final class VolumeRules {

    /** What a source cannot do without: source, field. */
    private static final Map<String, String> NEEDED = Map.of(
            "secret", "secretName",
            "configMap", "name",
            "hostPath", "path",
            "persistentVolumeClaim", "claimName");

    private VolumeRules() {}

    /** Checks them all and returns their names. */
    static Set<String> volumes(JsonNode spec, String path, Problems problems) {
        Set<String> names = new HashSet<>();
        List<ObjectNode> volumes = Json.objectsAt(spec, "volumes");
        for (int i = 0; i < volumes.size(); i++) {
            String at = path + "[" + i + "]";
            String name = Json.textAt(volumes.get(i), "name");
            if (name.isEmpty()) {
                problems.required(at + ".name");
            } else {
                problems.invalidAll(at + ".name", name, Names.dns1123Label(name));
                if (!names.add(name)) {
                    problems.duplicate(at + ".name", name);
                }
            }
            source(volumes.get(i), at, problems);
        }
        return names;
    }

    private static void source(ObjectNode volume, String path, Problems problems) {
        List<String> sources = volume.properties().stream()
                .filter(e -> !e.getKey().equals("name") && !e.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();
        if (sources.isEmpty()) {
            problems.required(path, "must specify a volume type");
        }
        sources.stream()
                .skip(1)
                .forEach(name -> problems.forbidden(path + "." + name, "may not specify more than 1 volume type"));
        for (String name : sources) {
            String field = NEEDED.get(name);
            if (field != null && Json.textAt(volume, name, field).isEmpty()) {
                problems.required(path + "." + name + "." + field);
            }
        }
        if (List.of(Json.textAt(volume, "hostPath", "path").split("/", -1)).contains("..")) {
            problems.invalid(path + ".hostPath.path", Json.textAt(volume, "hostPath", "path"), "must not contain '..'");
        }
    }
}
