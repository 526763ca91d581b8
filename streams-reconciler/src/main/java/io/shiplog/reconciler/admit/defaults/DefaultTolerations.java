package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;

/** Kubernetes' DefaultTolerationSeconds admission: how long a pod stays bound to a node that is gone or not ready. */
public final class DefaultTolerations {

    private static final List<String> KEYS = List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private DefaultTolerations() {}

    /**
     * Adds, in place, a NoExecute toleration of seconds for each of the two taints that the Pod does not tolerate yet.
     */
    public static void add(ObjectNode pod, long seconds) {
        List<String> missing = KEYS.stream()
                .filter(key ->
                        Json.objectsAt(pod, "spec", "tolerations").stream().noneMatch(t -> covers(t, key)))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        ObjectNode spec = Json.ensure(pod, "spec");
        ArrayNode list = spec.get("tolerations") instanceof ArrayNode there ? there : spec.putArray("tolerations");
        for (String key : missing) {
            list.addObject()
                    .put("key", key)
                    .put("operator", "Exists")
                    .put("effect", "NoExecute")
                    .put("tolerationSeconds", seconds);
        }
    }

    /** An empty key or an empty effect of a toleration means any. */
    private static boolean covers(ObjectNode toleration, String key) {
        String itsKey = Json.textAt(toleration, "key");
        String effect = Json.textAt(toleration, "effect");
        return (itsKey.isEmpty() || itsKey.equals(key)) && (effect.isEmpty() || effect.equals("NoExecute"));
    }
}
