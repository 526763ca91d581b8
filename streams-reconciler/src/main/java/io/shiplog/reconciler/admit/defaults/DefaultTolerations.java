package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;

/** Kubernetes' DefaultTolerationSeconds admission: how long a pod stays bound to a node that is gone or not ready. */
public final class DefaultTolerations {

    private static final String MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure";
    private static final List<String> KEYS = List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private DefaultTolerations() {}

    /**
     * Adds, in place, a NoExecute toleration of seconds for each of the two taints that the Pod does not tolerate yet.
     */
    public static void add(ObjectNode pod, long seconds) {
        List<String> missing = KEYS.stream()
                .filter(key ->
                        Json.objectsAt(pod, "spec", "tolerations").stream().noneMatch(t -> covers(t, key, "NoExecute")))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        ArrayNode list = list(pod);
        for (String key : missing) {
            list.addObject()
                    .put("key", key)
                    .put("operator", "Exists")
                    .put("effect", "NoExecute")
                    .put("tolerationSeconds", seconds);
        }
    }

    /** A pod that asks for something can cope with a node that is short of memory; one that asks for nothing cannot. */
    public static void addMemoryPressure(ObjectNode pod) {
        boolean there = Json.objectsAt(pod, "spec", "tolerations").stream()
                .anyMatch(t -> covers(t, MEMORY_PRESSURE, "NoSchedule"));
        if (!there) {
            list(pod)
                    .addObject()
                    .put("key", MEMORY_PRESSURE)
                    .put("operator", "Exists")
                    .put("effect", "NoSchedule");
        }
    }

    private static ArrayNode list(ObjectNode pod) {
        ObjectNode spec = Json.ensure(pod, "spec");
        return spec.get("tolerations") instanceof ArrayNode there ? there : spec.putArray("tolerations");
    }

    /** An empty key or an empty effect of a toleration means any. */
    private static boolean covers(ObjectNode toleration, String key, String taintEffect) {
        String itsKey = Json.textAt(toleration, "key");
        String effect = Json.textAt(toleration, "effect");
        return (itsKey.isEmpty() || itsKey.equals(key)) && (effect.isEmpty() || effect.equals(taintEffect));
    }
}
