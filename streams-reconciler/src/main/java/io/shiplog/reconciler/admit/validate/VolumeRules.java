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

    private static final List<String> FILE_SOURCES = List.of("configMap", "secret", "downwardAPI");
    private static final List<String> HOST_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final int MODE_MAX = 0777;

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
        if (volume.get("hostPath") instanceof ObjectNode host) {
            hostPath(host, path + ".hostPath", problems);
        }
        for (String name : FILE_SOURCES) {
            if (volume.get(name) instanceof ObjectNode files) {
                mode(files, "defaultMode", path + "." + name, problems);
                files(files, path + "." + name, name, problems);
            }
        }
        if (volume.get("projected") instanceof ObjectNode projected) {
            projected(projected, path + ".projected", problems);
        }
        emptyDir(volume, path + ".emptyDir", problems);
    }

    private static void hostPath(ObjectNode host, String at, Problems problems) {
        String path = Json.textAt(host, "path");
        if (List.of(path.split("/", -1)).contains("..")) {
            problems.invalid(at + ".path", path, "must not contain '..'");
        }
        problems.oneOfIfSet(at + ".type", Json.textAt(host, "type"), HOST_TYPES);
    }

    private static void emptyDir(ObjectNode volume, String at, Problems problems) {
        JsonNode limit = Json.at(volume, "emptyDir", "sizeLimit");
        if (limit != null && limit.asText().startsWith("-")) {
            problems.forbidden(at + ".sizeLimit", "SizeLimit field must be a valid resource quantity");
        }
    }

    private static void projected(ObjectNode projected, String at, Problems problems) {
        mode(projected, "defaultMode", at, problems);
        List<ObjectNode> sources = Json.objectsAt(projected, "sources");
        for (int i = 0; i < sources.size(); i++) {
            String from = at + ".sources[" + i + "]";
            List<String> given = sources.get(i).properties().stream()
                    .filter(e -> !e.getValue().isNull())
                    .map(Map.Entry::getKey)
                    .toList();
            given.stream().skip(1).forEach(name -> problems.forbidden(from, "may not specify more than 1 volume type"));
            for (String name : given) {
                if (sources.get(i).get(name) instanceof ObjectNode files && FILE_SOURCES.contains(name)) {
                    files(files, from + "." + name, name, problems);
                    if (!name.equals("downwardAPI")
                            && Json.textAt(files, "name").isEmpty()) {
                        problems.required(from + "." + name + ".name");
                    }
                }
            }
            if (sources.get(i).get("serviceAccountToken") instanceof ObjectNode token
                    && Json.textAt(token, "path").isEmpty()) {
                problems.required(from + ".serviceAccountToken.path");
            }
        }
    }

    /** Items of a ConfigMap, Secret or downward API: which keys or fields become which files. */
    private static void files(ObjectNode files, String at, String source, Problems problems) {
        List<ObjectNode> items = Json.objectsAt(files, "items");
        for (int i = 0; i < items.size(); i++) {
            ObjectNode item = items.get(i);
            String here = at + ".items[" + i + "]";
            mode(item, "mode", here, problems);
            if (source.equals("downwardAPI")) {
                shown(item, here, problems);
            } else if (Json.textAt(item, "key").isEmpty()) {
                problems.required(here + ".key");
            }
            String path = Json.textAt(item, "path");
            if (path.isEmpty()) {
                problems.required(here + ".path");
            } else {
                inside(path, here + ".path", problems);
            }
        }
    }

    private static void shown(ObjectNode item, String at, Problems problems) {
        boolean field = item.get("fieldRef") instanceof ObjectNode;
        boolean resource = item.get("resourceFieldRef") instanceof ObjectNode;
        if (field && resource) {
            problems.invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        } else if (item.get("fieldRef") instanceof ObjectNode ref) {
            FieldRefRules.field(ref, at + ".fieldRef", FieldRefRules.IN_FILES, problems);
        } else if (item.get("resourceFieldRef") instanceof ObjectNode ref) {
            FieldRefRules.resource(ref, at + ".resourceFieldRef", true, problems);
        } else {
            problems.required(at, "one of fieldRef and resourceFieldRef is required");
        }
    }

    private static void inside(String path, String at, Problems problems) {
        if (path.startsWith("/")) {
            problems.invalid(at, path, "must be a relative path");
        }
        if (List.of(path.split("/", -1)).contains("..")) {
            problems.invalid(at, path, "must not contain '..'");
        }
        if (path.startsWith("..") && !path.startsWith("../")) {
            problems.invalid(at, path, "must not start with '..'");
        }
    }

    private static void mode(ObjectNode holder, String field, String at, Problems problems) {
        JsonNode mode = holder.path(field);
        if (mode.isNumber() && (mode.longValue() < 0 || mode.longValue() > MODE_MAX)) {
            problems.invalidShown(
                    at + "." + field, mode.asText(), "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
