package io.shiplog.reconciler.controller.common;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the vectors of ReplicaSets do not say. */
class PodDeletionOrderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static KubeObject ready(String name, String node, long sinceSeconds) {
        ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        pod.putObject("metadata").put("namespace", "test").put("name", name).put("uid", name);
        pod.putObject("spec").put("nodeName", node);
        pod.putObject("status")
                .put("phase", "Running")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("lastTransitionTime", Times.format(NOW.minusSeconds(sinceSeconds)));
        return KubeObject.of(pod, 1);
    }

    private static String first(long minReadySeconds) {
        List<KubeObject> pods = List.of(ready("serves", "crowded", 600), ready("fresh", "quiet", 2));
        PodDeletionOrder order =
                PodDeletionOrder.of(Map.of("crowded", 3, "quiet", 1), minReadySeconds, NOW.toEpochMilli());
        return order.first(pods, 1).get(0).name();
    }

    @Test
    void aPodThatIsNotYetAvailableGoesBeforeOneThatIsHoweverCrowdedItsNode() {
        assertThat(first(5)).isEqualTo("fresh");
        assertThat(first(0)).isEqualTo("serves");
    }
}
