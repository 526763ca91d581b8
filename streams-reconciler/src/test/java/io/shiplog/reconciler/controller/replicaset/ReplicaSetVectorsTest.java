package io.shiplog.reconciler.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.controller.common.Owners;
import io.shiplog.reconciler.controller.common.PodDeletionOrder;
import io.shiplog.reconciler.controller.common.SlowStart;
import io.shiplog.reconciler.testing.FakeClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** vectors/replicaset.json; each kind is one function that {@link ReplicaSetController} uses. */
final class ReplicaSetVectorsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private interface Check {
        void run(ObjectNode input, ObjectNode expect);
    }

    private final Map<String, VectorCase> kinds = new HashMap<>();

    @TestFactory
    Stream<DynamicNode> behavesAsKubernetes() {
        order();
        lists();
        status();
        kind("sync", ReplicaSetVectorsTest::sync);
        return Vectors.tests(ReplicaSetVectorsTest.class, List.of("replicaset.json"), kinds);
    }

    private void kind(String name, Check check) {
        kinds.put(name, c -> check.run((ObjectNode) c.get("input"), (ObjectNode) c.get("expect")));
    }

    private static int number(JsonNode node, String... path) {
        return (int) Json.longAt(node, 0, path);
    }

    private void order() {
        kind("sort-active", (in, expect) -> {
            List<KubeObject> pods = pods(in, "pods");
            pods.sort(PodDeletionOrder.exact());
            assertThat(names(pods)).isEqualTo(Json.textsAt(expect, "order"));
        });
        kind("rank-less", (in, expect) -> {
            // Ranks belong to nodes; a case that gives two ranks to one node name means two nodes of that sort.
            KubeObject first = onOwnNode(in, "first");
            KubeObject second = onOwnNode(in, "second");
            Map<String, Integer> ranks = new HashMap<>();
            ranks.put(first.node(), number(in, "firstRank"));
            ranks.put(second.node(), number(in, "secondRank"));
            boolean costs = in.path("deletionCostSupported").asBoolean(true);
            PodDeletionOrder order = costs
                    ? PodDeletionOrder.of(ranks, 0, NOW.toEpochMilli())
                    : PodDeletionOrder.withoutCosts(ranks, NOW.toEpochMilli());
            assertThat(order.compare(first, second) < 0)
                    .isEqualTo(expect.get("firstBeforeSecond").asBoolean());
            assertThat(order.compare(second, first) < 0)
                    .isEqualTo(expect.get("secondBeforeFirst").asBoolean());
        });
        kind("rank-equal", (in, expect) -> {
            KubeObject first = pod((ObjectNode) in.get("first"));
            KubeObject second = pod((ObjectNode) in.get("second"));
            PodDeletionOrder order = PodDeletionOrder.of(Map.of(), 0, NOW.toEpochMilli());
            assertThat(order.compare(first, second) == 0 && order.compare(second, first) == 0)
                    .isEqualTo(expect.get("equal").asBoolean());
        });
        kind("pods-to-delete", (in, expect) -> {
            List<KubeObject> pods = pods(in, "pods");
            List<KubeObject> related = in.hasNonNull("related") ? pods(in, "related") : pods;
            PodDeletionOrder order = PodDeletionOrder.of(PodDeletionOrder.countByNode(related), 0, NOW.toEpochMilli());
            assertThat(names(order.first(pods, number(in, "diff")))).isEqualTo(Json.textsAt(expect, "names"));
        });
    }

    private static KubeObject onOwnNode(ObjectNode in, String which) {
        ObjectNode row = ((ObjectNode) in.get(which)).deepCopy();
        if (!Json.textAt(row, "node").isEmpty()) {
            row.put("node", Json.textAt(row, "node") + "-of-" + which);
        }
        return pod(row);
    }

    private static List<String> names(List<KubeObject> pods) {
        return pods.stream().map(KubeObject::name).toList();
    }

    private static List<KubeObject> pods(ObjectNode in, String field) {
        List<KubeObject> out = new ArrayList<>();
        Json.objectsAt(in, field).forEach(row -> out.add(pod(row)));
        return out;
    }

    private static KubeObject pod(ObjectNode row) {
        ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        ObjectNode metadata = pod.putObject("metadata").put("namespace", "test").put("name", Json.textAt(row, "name"));
        if (row.hasNonNull("labels")) {
            metadata.set("labels", row.get("labels"));
        }
        if (row.hasNonNull("deletionCost")) {
            Json.ensure(metadata, "annotations")
                    .put("controller.kubernetes.io/pod-deletion-cost", Json.textAt(row, "deletionCost"));
        }
        if (row.hasNonNull("createdAgoHours")) {
            metadata.put("creationTimestamp", ago(Duration.ofHours(number(row, "createdAgoHours"))));
        }
        pod.putObject("spec").put("nodeName", Json.textAt(row, "node"));
        ObjectNode status = pod.putObject("status").put("phase", Json.textAt(row, "phase"));
        ObjectNode ready = status.putArray("conditions").addObject().put("type", "Ready");
        ready.put("status", row.path("ready").asBoolean() ? "True" : "False");
        if (row.hasNonNull("readySinceAgoHours")) {
            ready.put("lastTransitionTime", ago(Duration.ofHours(number(row, "readySinceAgoHours"))));
        }
        if (row.hasNonNull("readySinceSeconds")) {
            ready.put("lastTransitionTime", ago(Duration.ofSeconds(number(row, "readySinceSeconds"))));
        }
        ArrayNode containers = status.putArray("containerStatuses");
        row.path("restarts").forEach(count -> containers.addObject().set("restartCount", count));
        return KubeObject.of(pod, 1);
    }

    private static String ago(Duration age) {
        return Times.format(NOW.minus(age));
    }

    private void lists() {
        kind("active-sets", (in, expect) -> {
            List<String> active = new ArrayList<>();
            for (JsonNode set : in.elements().next()) {
                if (ReplicaSetController.wanted(spec((ObjectNode) set)) > 0) {
                    active.add(Json.textAt(set, "name"));
                }
            }
            List<String> expected = new ArrayList<>();
            expect.elements().next().forEach(name -> expected.add(name.asText()));
            assertThat(active).isEqualTo(expected);
        });
        kind("pod-keys", (in, expect) -> {
            List<String> keys = new ArrayList<>();
            in.get("pods").forEach(pod -> {
                var key = Kinds.POD.key(pod.get(0).asText(), pod.get(1).asText());
                keys.add(key.namespace() + "/" + key.name());
            });
            assertThat(keys).isEqualTo(Json.textsAt(expect, "keys"));
        });
        kind("slow-start", (in, expect) -> {
            int[] calls = {0};
            SlowStart run = SlowStart.run(
                    number(in, "count"), number(in, "initialBatch"), () -> ++calls[0] <= number(in, "callLimit"));
            assertThat(run).isEqualTo(new SlowStart(number(expect, "successes"), number(expect, "calls")));
            assertThat(run.failed()).isEqualTo(expect.get("error").asBoolean());
        });
        kind(
                "condition-remove",
                (in, expect) -> assertThat(
                                Conditions.remove(Json.objectsAt(in, "conditions"), Json.textAt(in, "remove")))
                        .isEqualTo(Json.objectsAt(expect, "conditions")));
    }

    private static ObjectNode spec(ObjectNode row) {
        ObjectNode set = Json.object();
        set.putObject("spec").put("replicas", number(row, "replicas") + number(row, "specReplicas"));
        return set;
    }

    private void status() {
        kind("status", (in, expect) -> {
            PodTally tally =
                    new PodTally(Json.mapAt(in, "templateLabels"), number(in, "minReadySeconds"), NOW.toEpochMilli());
            pods(in, "pods").forEach(tally::add);
            ObjectNode status = ReplicaSetStatus.tree(Json.object(), tally, List.of());
            for (String field : List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas")) {
                assertThat(number(status, field)).as(field).isEqualTo(number(expect, field));
            }
        });
        kind("status-condition", (in, expect) -> {
            List<ObjectNode> before = in.get("conditionBefore").asBoolean()
                    ? List.of(Json.object().put("type", "ReplicaFailure").put("status", "True"))
                    : List.of();
            ObjectNode after = Conditions.get(
                    ReplicaSetStatus.withFailure(
                            before,
                            number(in, "replicas") - number(in, "pods"),
                            in.get("error").textValue(),
                            NOW),
                    "ReplicaFailure");
            if (!expect.hasNonNull("condition")) {
                assertThat(after).isNull();
                return;
            }
            assertThat(after).isNotNull();
            expect.get("condition").properties().forEach(e -> {
                if (after != null) {
                    assertThat(Json.textAt(after, e.getKey()))
                            .isEqualTo(e.getValue().asText());
                }
            });
        });
    }

    /**
     * One look. Our controller reads its own partition, which is never stale, so a deletion that "the API knows" is
     * one it sees; and it returns effects, which cannot fail while it decides: the error of the source has no
     * counterpart.
     */
    private static void sync(ObjectNode in, ObjectNode expect) {
        FakeClusterView view = new FakeClusterView();
        ObjectNode set = Json.object().put("kind", "ReplicaSet").put("apiVersion", "apps/v1");
        ObjectNode metadata = set.putObject("metadata")
                .put("name", "rs")
                .put("namespace", "test")
                .put("uid", "self");
        if (in.path("deletingInCache").asBoolean() || in.path("deletingInApi").asBoolean()) {
            metadata.put("deletionTimestamp", Times.format(NOW));
        }
        ObjectNode spec = set.putObject("spec").put("replicas", number(in, "replicas"));
        spec.putObject("selector").set("matchLabels", in.get("selector"));
        Json.ensure(spec, "template", "metadata").set("labels", in.get("selector"));
        KubeObject stored = view.put(set.toString());
        for (ObjectNode row : Json.objectsAt(in, "pods")) {
            ObjectNode pod = pod(row).copy();
            if (!row.has("labels")) {
                Json.ensure(pod, "metadata").set("labels", in.get("selector"));
            }
            switch (Json.textAt(row, "owner")) {
                case "self" -> Owners.adopt(pod, Kinds.REPLICA_SET, stored);
                case "other" ->
                    Json.ensure(pod, "metadata")
                            .putArray("ownerReferences")
                            .addObject()
                            .put("uid", "other")
                            .put("controller", true);
                default -> {}
            }
            view.put(pod);
        }
        List<Effect> effects = new ReplicaSetController().reconcile(stored.key(), view, NOW);
        assertThat(effects.stream().filter(Effect.Create.class::isInstance)).hasSize(number(expect, "creations"));
        assertThat(effects.stream().filter(Effect.Delete.class::isInstance)).hasSize(number(expect, "deletions"));
        assertThat(effects.stream()
                        .filter(e -> e instanceof Effect.Update u && u.action().equals("Adopt")))
                .hasSize(number(expect, "adoptions"));
    }
}
