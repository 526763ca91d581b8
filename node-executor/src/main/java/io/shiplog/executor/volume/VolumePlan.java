package io.shiplog.executor.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.ConfigData;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodFields;
import io.shiplog.executor.pod.UnmetConfigException;
import io.shiplog.schemas.object.ConfigReference;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one volume that is made of ConfigMaps, Secrets and fields: which bytes under which path with which
 * mode. Touches no disk.
 */
final class VolumePlan {

    /** Types that are made of files. */
    static final List<String> TYPES = List.of("configMap", "secret", "downwardAPI", "projected");

    private static final int DEFAULT_MODE = 0644;

    /**
     * One file.
     *
     * @param mode permission bits
     */
    record PlannedFile(byte[] bytes, int mode) {}

    private final ObjectNode volume;
    private final PodConfigs configs;
    private final PodFields fields;
    private final Map<String, PlannedFile> files = new TreeMap<>();

    private VolumePlan(ObjectNode volume, PodConfigs configs, PodFields fields) {
        this.volume = volume;
        this.configs = configs;
        this.fields = fields;
    }

    /**
     * Files of a volume by their path inside it. Where two sources of a projected volume give the same path, the later
     * one counts.
     *
     * @param volume v1.Volume of one of the {@link #TYPES}
     * @throws UnmetConfigException in the kubelet's words when an object or key that must be there is not
     * @throws IOException for what cannot be provided at all
     */
    static Map<String, PlannedFile> of(ObjectNode volume, PodConfigs configs, PodFields fields)
            throws UnmetConfigException, IOException {
        VolumePlan plan = new VolumePlan(volume, configs, fields);
        try {
            plan.all();
        } catch (UnmetConfigException e) {
            throw new UnmetConfigException(
                    "MountVolume.SetUp failed for volume \"" + Json.textAt(volume, "name") + "\" : " + e.getMessage());
        }
        return plan.files;
    }

    private void all() throws UnmetConfigException, IOException {
        if (!(volume.get("projected") instanceof ObjectNode projected)) {
            source(volume, "secretName", volume);
            return;
        }
        for (ObjectNode source : Json.objectsAt(projected, "sources")) {
            for (String unknown : List.of("serviceAccountToken", "clusterTrustBundle", "podCertificate")) {
                if (source.hasNonNull(unknown)) {
                    throw new IOException("volume \"" + Json.textAt(volume, "name") + "\": a projected " + unknown
                            + " is not supported by this release; remove it from the pod");
                }
            }
            source(source, "name", volume);
        }
    }

    /** A volume, or one source of a projected one: both hold the same three. */
    private void source(ObjectNode holder, String secretName, ObjectNode whole) throws UnmetConfigException {
        int mode = mode(whole);
        if (holder.get("configMap") instanceof ObjectNode ref) {
            entries(ConfigReference.CONFIG_MAP, ref, Json.textAt(ref, "name"), mode);
        }
        if (holder.get("secret") instanceof ObjectNode ref) {
            entries(ConfigReference.SECRET, ref, Json.textAt(ref, secretName), mode);
        }
        for (ObjectNode item : Json.objectsAt(holder, "downwardAPI", "items")) {
            byte[] bytes = field(item).getBytes(StandardCharsets.UTF_8);
            files.put(Json.textAt(item, "path"), new PlannedFile(bytes, itemMode(item, mode)));
        }
    }

    private static int mode(ObjectNode volume) {
        for (String type : TYPES) {
            JsonNode source = volume.get(type);
            if (source != null && source.isObject()) {
                return (int) Json.longAt(source, DEFAULT_MODE, "defaultMode");
            }
        }
        return DEFAULT_MODE;
    }

    private static int itemMode(ObjectNode item, int mode) {
        return (int) Json.longAt(item, mode, "mode");
    }

    private String field(ObjectNode item) throws UnmetConfigException {
        if (item.get("resourceFieldRef") instanceof ObjectNode ref) {
            return fields.resource(ref, Json.object());
        }
        return fields.field(Json.textAt(item, "fieldRef", "fieldPath"));
    }

    private void entries(String kind, ObjectNode ref, String name, int mode) throws UnmetConfigException {
        ObjectNode object = ConfigData.find(configs, kind, ref, name);
        if (object == null) {
            return;
        }
        Map<String, byte[]> data = ConfigData.entries(object, kind, true);
        List<ObjectNode> items = Json.objectsAt(ref, "items");
        if (items.isEmpty()) {
            data.forEach((key, bytes) -> files.put(key, new PlannedFile(bytes, mode)));
            return;
        }
        for (ObjectNode item : items) {
            String key = Json.textAt(item, "key");
            byte[] bytes = entry(data, kind, key, ref);
            if (bytes != null) {
                files.put(Json.textAt(item, "path"), new PlannedFile(bytes, itemMode(item, mode)));
            }
        }
    }

    private static byte @Nullable [] entry(Map<String, byte[]> data, String kind, String key, ObjectNode ref)
            throws UnmetConfigException {
        byte[] bytes = data.get(key);
        if (bytes == null && !Json.flagAt(ref, "optional")) {
            throw new UnmetConfigException(
                    kind.equals(ConfigReference.SECRET)
                            ? "references non-existent secret key: " + key
                            : "configmap references non-existent config key: " + key);
        }
        return bytes;
    }
}
