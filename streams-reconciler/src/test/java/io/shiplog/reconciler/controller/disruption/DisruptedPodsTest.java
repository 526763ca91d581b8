package io.shiplog.reconciler.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DisruptedPodsTest {

    private static final Instant NOON = Instant.parse("2025-06-15T12:00:00Z");

    private static KubeObject pod(String name, String deletionTimestamp) {
        ObjectNode pod =
                Json.parse("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"namespace\":\"default\"}}");
        Json.ensure(pod, "metadata").put("name", name);
        if (!deletionTimestamp.isEmpty()) {
            Json.ensure(pod, "metadata").put("deletionTimestamp", deletionTimestamp);
        }
        return KubeObject.of(pod, 1);
    }

    @Test
    void anEntryEndsWhenItsPodIsGoneOrGoingOrAfterTwoMinutes() {
        ObjectNode budget = Json.parse("{\"status\":{\"disruptedPods\":{\"gone\":\"2025-06-15T11:59:50Z\","
                + "\"going\":\"2025-06-15T11:59:50Z\",\"late\":\"2025-06-15T11:58:00Z\","
                + "\"waiting\":\"2025-06-15T11:58:30Z\",\"newer\":\"2025-06-15T11:59:50Z\"}}}");
        Map<String, KubeObject> pods = new TreeMap<>();
        pods.put("going", pod("going", "2025-06-15T12:00:20Z"));
        pods.put("late", pod("late", ""));
        pods.put("waiting", pod("waiting", ""));
        pods.put("newer", pod("newer", ""));
        DisruptedPods found = DisruptedPods.of(budget, pods, NOON);
        assertThat(found.entries()).containsOnlyKeys("waiting", "newer");
        assertThat(found.recheck()).isEqualTo("2025-06-15T12:00:30Z");
    }
}
