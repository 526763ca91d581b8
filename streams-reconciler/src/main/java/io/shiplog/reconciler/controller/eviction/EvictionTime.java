package io.shiplog.reconciler.controller.eviction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Taints;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How long a pod may stay on a node with NoExecute taints (v1.Toleration.tolerationSeconds). Pure. */
public final class EvictionTime {

    /** A pod that tolerates every taint without limit. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    private EvictionTime() {}

    /** The taints that drive pods off. */
    public static List<ObjectNode> noExecute(List<ObjectNode> taints) {
        return taints.stream()
                .filter(taint -> Json.textAt(taint, "effect").equals("NoExecute"))
                .toList();
    }

    /**
     * Seconds that a pod may stay: 0 when a taint is not tolerated, {@link #FOR_EVER} when nothing limits it.
     *
     * @param noExecute NoExecute taints of its node
     */
    public static long seconds(List<ObjectNode> noExecute, List<ObjectNode> tolerations) {
        if (noExecute.isEmpty()) {
            return FOR_EVER;
        }
        List<ObjectNode> used = new ArrayList<>();
        for (ObjectNode taint : noExecute) {
            boolean tolerated = false;
            for (ObjectNode toleration : tolerations) {
                if (Taints.tolerates(toleration, taint)) {
                    tolerated = true;
                    used.add(toleration);
                }
            }
            if (!tolerated) {
                return 0;
            }
        }
        OptionalLong least = shortest(used);
        return least.isPresent() ? least.getAsLong() : FOR_EVER;
    }

    /** The shortest tolerationSeconds, never below 0: empty when all are unlimited, 0 when there are no tolerations. */
    public static OptionalLong shortest(List<ObjectNode> used) {
        if (used.isEmpty()) {
            return OptionalLong.of(0);
        }
        return used.stream()
                .filter(toleration -> toleration.hasNonNull("tolerationSeconds"))
                .mapToLong(toleration ->
                        Math.max(0, toleration.path("tolerationSeconds").asLong()))
                .min();
    }
}
