package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Images as pods name them and as nodes report them (status.images), brought to names that can be compared. */
public final class ImageNames {

    private ImageNames() {}

    /** The name with its tag: one without tag means latest. The colon of a registry's port is no tag. */
    public static String normalized(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }

    /** The images of a pod's init containers and containers, one for each container. */
    static String[] ofPod(JsonNode spec) {
        List<String> out = new ArrayList<>();
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : Json.objectsAt(spec, list)) {
                out.add(normalized(Json.textAt(container, "image")));
            }
        }
        return out.toArray(String[]::new);
    }

    /** Bytes of every image that a Node reports, by each of its names; in the order of names. */
    static Map<String, Long> ofNode(JsonNode node) {
        Map<String, Long> out = new TreeMap<>();
        for (ObjectNode image : Json.objectsAt(node, "status", "images")) {
            long bytes = Json.longAt(image, 0, "sizeBytes");
            Json.textsAt(image, "names").forEach(name -> out.put(name, bytes));
        }
        return out.isEmpty() ? Map.of() : out;
    }
}
