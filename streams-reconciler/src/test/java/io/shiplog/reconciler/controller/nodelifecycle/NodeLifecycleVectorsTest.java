package io.shiplog.reconciler.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.defaults.DefaultTolerations;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.eviction.EvictionTime;
import io.shiplog.reconciler.controller.eviction.TaintEvictionController;
import io.shiplog.reconciler.node.NodeHealth;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class NodeLifecycleVectorsTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final long OBSERVED_SECONDS = 5;

    private static Map<String, VectorCase> kinds() {
        Map<String, VectorCase> kinds = new HashMap<>();
        kinds.put(
                "pod-added",
                c -> one(c, Json.ensure(c, "input", "pod"), c.path("input").path("taints")));
        kinds.put(
                "pod-updated",
                c -> one(c, Json.ensure(c, "input", "new"), c.path("input").path("taints")));
        kinds.put("node-added", c -> many(c, c.path("input").path("taints")));
        kinds.put("node-updated", c -> many(c, c.path("input").path("newTaints")));
        kinds.put("eviction-times", NodeLifecycleVectorsTest::times);
        kinds.put("eviction-queue", NodeLifecycleVectorsTest::queue);
        kinds.put("min-toleration", NodeLifecycleVectorsTest::minToleration);
        kinds.put("filter-no-execute", NodeLifecycleVectorsTest::noExecute);
        kinds.put("late-pod", NodeLifecycleVectorsTest::latePod);
        kinds.put("node-health", NodeLifecycleVectorsTest::health);
        kinds.put("default-tolerations", NodeLifecycleVectorsTest::defaults);
        kinds.put(
                "default-tolerations-applies",
                c -> assertThat(Json.textAt(c, "input", "operation").equals("Create")
                                || Json.textAt(c, "input", "operation").equals("Update"))
                        .isEqualTo(Json.flagAt(c, "expect", "applies")));
        return kinds;
    }

    @TestFactory
    Stream<DynamicNode> nodeLifecycle() {
        return Vectors.tests(NodeLifecycleVectorsTest.class, List.of("node-lifecycle.json"), kinds());
    }

    // ---- the world of a case

    private static ClusterState world(JsonNode taints, List<ObjectNode> pods) {
        ClusterState state = new ClusterState(0, 1);
        ObjectNode node = Json.parse("{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"node1\"}}");
        Json.ensure(node, "status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
        ArrayNode list = Json.ensure(node, "spec").putArray("taints");
        taints.forEach(n -> list.addObject()
                .put("key", "testTaint" + n.asInt())
                .put("value", "test" + n.asInt())
                .put("effect", "NoExecute")
                .put("timeAdded", Times.format(T0)));
        state.load(new ClusterFact(0, FactKind.NODE, "node1", "u", 1L, false, ByteBuffer.wrap(Json.bytes(node))));
        pods.forEach(pod -> state.load(KubeObject.of(pod(pod), 1)));
        return state;
    }

    private static ObjectNode pod(ObjectNode said) {
        ObjectNode pod = Json.object();
        String name = Json.textAt(said, "name");
        pod.put("kind", "Pod").put("apiVersion", "v1");
        pod.putObject("metadata")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", "uid-" + name)
                .put("creationTimestamp", Times.format(T0));
        ObjectNode spec = pod.putObject("spec");
        if (!Json.textAt(said, "node").isEmpty()) {
            spec.put("nodeName", Json.textAt(said, "node"));
        }
        ArrayNode tolerations = spec.putArray("tolerations");
        said.path("tolerations").forEach(t -> toleration(tolerations.addObject(), t, "Equal"));
        said.path("tolerationsExists").forEach(t -> toleration(tolerations.addObject(), t, "Exists"));
        return pod;
    }

    private static void toleration(ObjectNode into, JsonNode pair, String operator) {
        int n = pair.get(0).asInt();
        into.put("key", "testTaint" + n).put("operator", operator).put("effect", "NoExecute");
        if (operator.equals("Equal")) {
            into.put("value", "test" + n);
        }
        if (!pair.get(1).isNull()) {
            into.put("tolerationSeconds", pair.get(1).asLong());
        }
    }

    private static List<Effect> look(ClusterState state, String pod, Instant now) {
        return new TaintEvictionController().reconcile(Kinds.POD.key("default", pod), state, now);
    }

    private static boolean evicted(List<Effect> effects) {
        return effects.stream().anyMatch(Effect.Delete.class::isInstance);
    }

    private static boolean marked(List<Effect> effects) {
        return effects.stream()
                .anyMatch(e -> e instanceof Effect.Update update
                        && update.next().toString().contains("DisruptionTarget"));
    }

    private static @Nullable Long evictedAfter(ClusterState state, String pod, long upToSeconds) {
        for (long s = 0; s <= upToSeconds; s++) {
            if (evicted(look(state, pod, T0.plusSeconds(s)))) {
                return s;
            }
        }
        return null;
    }

    // ---- kinds

    private static void one(ObjectNode c, ObjectNode pod, JsonNode taints) {
        ClusterState state = world(taints, List.of(pod));
        List<Effect> effects = look(state, Json.textAt(pod, "name"), T0.plusSeconds(OBSERVED_SECONDS));
        assertThat(evicted(effects)).isEqualTo(Json.flagAt(c, "expect", "evicted"));
        assertThat(marked(effects)).isEqualTo(Json.flagAt(c, "expect", "conditionAdded"));
    }

    private static void many(ObjectNode c, JsonNode taints) {
        List<ObjectNode> pods = Json.objectsAt(c, "input", "pods");
        ClusterState state = world(taints, pods);
        List<Effect> all = new ArrayList<>();
        pods.forEach(p -> all.addAll(look(state, Json.textAt(p, "name"), T0.plusSeconds(OBSERVED_SECONDS))));
        assertThat(evicted(all)).isEqualTo(Json.flagAt(c, "expect", "evicted"));
        assertThat(marked(all)).isEqualTo(Json.flagAt(c, "expect", "conditionAdded"));
    }

    private static void times(ObjectNode c) {
        List<ObjectNode> pods = Json.objectsAt(c, "input", "pods");
        ClusterState state = world(c.path("input").path("taints"), pods);
        Map<String, Long> expected = new HashMap<>();
        c.path("expect")
                .path("evictions")
                .forEach(e -> expected.put(e.get(0).asText(), e.get(1).asLong()));
        for (ObjectNode pod : pods) {
            String name = Json.textAt(pod, "name");
            assertThat(evictedAfter(state, name, 1000)).as(name).isEqualTo(expected.get(name));
        }
    }

    private static void queue(ObjectNode c) {
        ObjectNode pod = Json.ensure(c, "input", "pod");
        int step = 0;
        for (JsonNode taints : c.path("input").path("steps")) {
            ClusterState state = world(taints, List.of(pod));
            List<Effect> effects = look(state, Json.textAt(pod, "name"), T0.plusSeconds(1));
            boolean scheduled = effects.stream().anyMatch(Effect.WakeAt.class::isInstance);
            assertThat(scheduled)
                    .as("step " + step)
                    .isEqualTo(c.path("expect").path("scheduled").get(step).asBoolean());
            assertThat(evicted(effects)).isEqualTo(Json.flagAt(c, "expect", "evicted"));
            step++;
        }
    }

    private static void minToleration(ObjectNode c) {
        List<ObjectNode> used = new ArrayList<>();
        c.path("input").path("tolerationSeconds").forEach(s -> {
            ObjectNode toleration = Json.object();
            if (!s.isNull()) {
                toleration.put("tolerationSeconds", s.asLong());
            }
            used.add(toleration);
        });
        OptionalLong least = EvictionTime.shortest(used);
        JsonNode expected = Json.at(c, "expect", "seconds");
        assertThat(least).isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(expected.asLong()));
    }

    private static void noExecute(ObjectNode c) {
        List<ObjectNode> taints = new ArrayList<>();
        c.path("input")
                .path("taints")
                .forEach(t -> taints.add(Json.object()
                        .put("key", t.get(0).asText())
                        .put("value", t.get(1).asText())
                        .put("effect", t.get(2).asText())));
        assertThat(EvictionTime.noExecute(taints).stream()
                        .map(t -> Json.textAt(t, "key"))
                        .toList())
                .isEqualTo(Json.textsAt(c, "expect", "keys"));
    }

    private static void latePod(ObjectNode c) {
        ObjectNode first = Json.ensure(c, "input", "pod1");
        ObjectNode second = Json.ensure(c, "input", "pod2After");
        ClusterState state = world(c.path("input").path("taints"), List.of(first, second));
        List<Effect> effects = look(state, "pod1", T0.plusSeconds(OBSERVED_SECONDS));
        assertThat(evicted(effects)).isEqualTo(Json.flagAt(c, "expect", "pod1Evicted"));
        assertThat(marked(effects)).isEqualTo(Json.flagAt(c, "expect", "conditionAdded"));
    }

    private static void health(ObjectNode c) {
        ObjectNode input = Json.ensure(c, "input");
        String ready = Json.textAt(input, "ready");
        boolean hasStatus = !ready.isEmpty();
        ObjectNode node = Json.parse("{\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"}}");
        Json.ensure(node, "metadata").put("creationTimestamp", Json.textAt(input, "created"));
        if (hasStatus) {
            Json.ensure(node, "status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Ready")
                    .put("status", ready)
                    .put("lastHeartbeatTime", Json.textAt(input, "heartbeat"))
                    .put("lastTransitionTime", Json.textAt(input, "heartbeat"));
        }
        Instant first = Instant.parse(Json.textAt(input, "now"));
        Instant now = first.plusSeconds(Json.longAt(input, 0, "passSeconds"));
        Instant since = hasStatus ? first : Instant.parse(Json.textAt(input, "created"));
        JsonNode expected = Json.at(c, "expect", "unknown");
        boolean silent = NodeHealth.silent(hasStatus, since, 40, 60, now);
        assertThat(silent).isEqualTo(expected != null);
        assertThat(silent && ready.equals("True")).isEqualTo(Json.flagAt(c, "expect", "podsMarkedNotReady"));
        if (expected != null) {
            NodeHealth.markUnknown(node, now);
            ArrayNode rows = Json.array();
            Json.objectsAt(node, "status", "conditions")
                    .forEach(condition -> rows.addArray()
                            .add(Json.textAt(condition, "type"))
                            .add(Json.textAt(condition, "reason"))
                            .add(Json.textAt(condition, "lastHeartbeatTime"))
                            .add(Json.textAt(condition, "lastTransitionTime")));
            assertThat((Object) rows).isEqualTo(expected);
        }
    }

    private static void defaults(ObjectNode c) {
        ObjectNode pod = Json.object();
        Json.ensure(pod, "spec").set("tolerations", c.path("input").path("tolerations"));
        DefaultTolerations.add(pod, 300, 300);
        JsonNode actual = pod.path("spec").path("tolerations");
        assertThat(Json.same(actual, c.path("expect").path("tolerations")))
                .as(actual.toString())
                .isTrue();
    }
}
