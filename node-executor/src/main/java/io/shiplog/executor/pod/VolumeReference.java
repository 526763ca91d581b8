package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A ConfigMap or Secret that a volume of a pod is made of.
 *
 * @param volume name of the volume
 * @param kind ConfigMap or Secret
 * @param name in the pod's namespace
 * @param optional the pod runs without it too
 */
public record VolumeReference(String volume, String kind, String name, boolean optional) {

    /** Every one of a pod spec, in order. */
    static List<VolumeReference> of(ObjectNode spec) {
        List<VolumeReference> out = new ArrayList<>();
        for (ObjectNode volume : Json.objectsAt(spec, "volumes")) {
            String name = Json.textAt(volume, "name");
            add(out, name, ConfigReference.CONFIG_MAP, volume.path("configMap"), "name");
            add(out, name, ConfigReference.SECRET, volume.path("secret"), "secretName");
            for (ObjectNode source : Json.objectsAt(volume, "projected", "sources")) {
                add(out, name, ConfigReference.CONFIG_MAP, source.path("configMap"), "name");
                add(out, name, ConfigReference.SECRET, source.path("secret"), "name");
            }
        }
        return List.copyOf(out);
    }

    private static void add(List<VolumeReference> out, String volume, String kind, JsonNode source, String field) {
        String name = Json.textAt(source, field);
        if (!name.isEmpty()) {
            out.add(new VolumeReference(volume, kind, name, Json.flagAt(source, "optional")));
        }
    }

    /** The event FailedMount when it is not there. */
    String failedMount() {
        return "MountVolume.SetUp failed for volume \"" + volume + "\" : " + kind.toLowerCase(Locale.ROOT) + " \""
                + name + "\" not found";
    }
}
