package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Shares the shapes of pods with the same owner and spec, and equal label maps. */
public final class PodShapes {

    /** So many different shapes or label maps are kept; then the table starts afresh (pods keep what they have). */
    static final int SHAPES_MAX = 20_000;

    private record Key(String ownerUid, long fingerprint) {}

    private final Map<Key, PodShape> shapes = new HashMap<>();
    private final Map<Map<String, String>, Map<String, String>> labels = new HashMap<>();
    private final ResourceIndex index;

    /** Shapes with the resource numbers of this index. */
    public PodShapes(ResourceIndex index) {
        this.index = index;
    }

    /** The shape of pods of this owner with this fingerprint; the pod is only parsed when there is none yet. */
    public PodShape shape(String ownerUid, long fingerprint, Supplier<? extends JsonNode> pod) {
        Key key = new Key(ownerUid, fingerprint);
        PodShape known = shapes.get(key);
        if (known != null) {
            return known;
        }
        if (shapes.size() >= SHAPES_MAX) {
            shapes.clear();
        }
        JsonNode spec = Json.at(pod.get(), "spec");
        PodShape read = PodShape.of(ownerUid, fingerprint, spec == null ? Json.object() : spec, index);
        shapes.put(key, read);
        return read;
    }

    /** Takes in a shape that was read from a checkpoint, so that later pods of its kind share it. */
    public void know(PodShape shape) {
        if (shapes.size() < SHAPES_MAX) {
            shapes.put(new Key(shape.ownerUid, shape.fingerprint), shape);
        }
    }

    /** An equal label map that others share. */
    public Map<String, String> labels(Map<String, String> of) {
        Map<String, String> known = labels.get(of);
        if (known != null) {
            return known;
        }
        if (labels.size() >= SHAPES_MAX) {
            labels.clear();
        }
        Map<String, String> copy = Map.copyOf(of);
        labels.put(copy, copy);
        return copy;
    }
}
