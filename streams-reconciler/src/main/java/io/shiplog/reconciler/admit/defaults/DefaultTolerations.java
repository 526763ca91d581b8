package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;

/** Kubernetes' DefaultTolerationSeconds admission: how long a pod stays bound to a node that is gone or not ready. */
public final class DefaultTolerations {

    private static final String MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure";
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private DefaultTolerations() {}

    /**
     * Adds, in place, a NoExecute toleration of so many seconds for each of the two taints that the Pod does not
     * tolerate
     * yet.
     */
    public static void add(ObjectNode pod, long notReadySeconds, long unreachableSeconds) {
        List<ObjectNode> own = Json.objectsAt(pod, "spec", "tolerations");
        add(pod, own, NOT_READY, notReadySeconds);
        add(pod, own, UNREACHABLE, unreachableSeconds);
    }

    private static void add(ObjectNode pod, List<ObjectNode> own, String key, long seconds) {
        if (own.stream().noneMatch(t -> covers(t, key, "NoExecute"))) {
            list(pod)
                    .addObject()
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
