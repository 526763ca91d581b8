package io.shiplog.reconciler.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.pod.PodReadiness.Verdict;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class PodConditionVectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "qos-class",
            c -> assertThat(QosClass.of(Json.ensure(c, "pod"))).isEqualTo(Json.textAt(c, "expect")),
            "containers-ready-condition",
            c -> check(c, PodReadiness.containersReady(c.path("spec"), statuses(c), phase(c))),
            "pod-ready-condition",
            c -> check(c, PodReadiness.ready(c.path("spec"), Json.objectsAt(c, "conditions"), statuses(c), phase(c))),
            "pod-initialized-condition",
            c -> check(c, PodReadiness.initialized(c.path("spec"), statuses(c), phase(c))),
            "pod-ready-to-start-condition",
            c -> check(
                    c,
                    PodReadiness.readyToStart(
                            Json.textAt(c, "sandbox", "state").equals("READY"), Json.textAt(c, "sandbox", "ip"))));

    @TestFactory
    Stream<DynamicNode> kubeletLogic() {
        return Vectors.tests(PodConditionVectorsTest.class, List.of("kubelet-logic.json"), KINDS);
    }

    private static @Nullable List<ObjectNode> statuses(ObjectNode c) {
        return c.path("containerStatuses").isArray() ? Json.objectsAt(c, "containerStatuses") : null;
    }

    private static String phase(ObjectNode c) {
        return Json.textAt(c, "phase");
    }

    private static void check(ObjectNode c, Verdict verdict) {
        JsonNode expect = c.path("expect");
        assertThat(verdict.holds() ? "True" : "False").isEqualTo(Json.textAt(expect, "status"));
        if (expect.has("reason")) {
            assertThat(verdict.reason()).isEqualTo(Json.textAt(expect, "reason"));
        }
        if (expect.has("message")) {
            assertThat(verdict.message()).isEqualTo(Json.textAt(expect, "message"));
        }
    }
}
