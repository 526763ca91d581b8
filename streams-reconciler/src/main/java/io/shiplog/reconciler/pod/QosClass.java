package io.shiplog.reconciler.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which pods go first when a node runs short (v1.PodQOSClass). Pure. */
public final class QosClass {

    /** Asks for nothing: such pods are the first to be evicted. */
    public static final String BEST_EFFORT = "BestEffort";

    private QosClass() {}

    /**
     * status.qosClass: Guaranteed when every container has cpu and memory limits equal to its requests, BestEffort
     * when no
     * container asks for anything, else Burstable.
     */
    public static String of(ObjectNode pod) {
        boolean anything = false;
        boolean guaranteed = true;
        List<ObjectNode> containers = Json.objectsAt(pod, "spec", "containers");
        List<ObjectNode> init = Json.objectsAt(pod, "spec", "initContainers");
        for (List<ObjectNode> group : List.of(containers, init)) {
            for (ObjectNode container : group) {
                Map<String, Quantity> requests = amounts(container, "requests");
                Map<String, Quantity> limits = amounts(container, "limits");
                anything |= !requests.isEmpty() || !limits.isEmpty();
                guaranteed &= limits.size() == 2 && limits.equals(requests);
            }
        }
        if (!anything) {
            return BEST_EFFORT;
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static Map<String, Quantity> amounts(ObjectNode container, String what) {
        Map<String, Quantity> out = new HashMap<>();
        Json.mapAt(container, "resources", what).forEach((name, text) -> {
            if (name.equals("cpu") || name.equals("memory")) {
                try {
                    Quantity quantity = Quantity.parse(text);
                    if (quantity.units() > 0) {
                        out.put(name, quantity);
                    }
                } catch (IllegalArgumentException malformed) {
                    out.remove(name); // validation, which comes next, names it
                }
            }
        });
        return out;
    }
}
