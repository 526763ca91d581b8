package io.shiplog.standalone.sim.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ConfigureNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A node knows those ConfigMaps and Secrets that exist and that its pods name, as they are, and no others. */
public final class NodesKnowWhatTheirPodsName {

    private static final int PARTS = 4;

    private final Map<String, ConfigureNode> told = new TreeMap<>();

    /** A record of node-commands became readable. */
    public void told(String key, @Nullable SpecificRecord value) {
        if (value instanceof ConfigureNode configure) {
            told.put(key, configure);
        } else if (key.split("/").length == PARTS) {
            told.remove(key);
        }
    }

    /** What nodes do not know yet, or should not know; empty when all is well. */
    public List<String> missing(Picture picture) {
        Map<String, KubeObject> wanted = new TreeMap<>();
        for (KubeObject pod : picture.all(Kinds.POD)) {
            pod.pod().configs().forEach(reference -> {
                ObjectKey key = new ObjectKey("", reference.kind(), pod.namespace(), reference.name());
                KubeObject object = picture.get(key);
                if (object != null && !pod.node().isEmpty()) {
                    String name = reference.kind() + "/" + pod.namespace() + "/" + reference.name();
                    wanted.put(pod.node() + "/" + name, object);
                }
            });
        }
        List<String> missing = new ArrayList<>();
        wanted.forEach((key, object) -> {
            ConfigureNode record = told.get(key);
            if (record == null || !Json.same(data(record), object.tree().get("data"))) {
                missing.add(key + " should be known as in " + object + " and is "
                        + (record == null ? "not" : "as in version " + record.getVersion()));
            }
        });
        told.keySet().stream()
                .filter(key -> !wanted.containsKey(key))
                .forEach(key -> missing.add(key + " is known and nobody there needs it"));
        return missing;
    }

    private static @Nullable JsonNode data(ConfigureNode record) {
        byte[] json = new byte[record.getObject().remaining()];
        record.getObject().duplicate().get(json);
        return Json.parse(json).get("data");
    }
}
