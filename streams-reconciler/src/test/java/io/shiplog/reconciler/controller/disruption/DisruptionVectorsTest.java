package io.shiplog.reconciler.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.testing.FakeClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class DisruptionVectorsTest {

    private static final Instant NOON = Instant.parse("2025-06-15T12:00:00Z");
    private static final ObjectKey BUDGET = Kinds.POD_DISRUPTION_BUDGET.key("default", "foobar");
    private static final Map<String, String> API_VERSIONS = Map.of(
            "ReplicationController", "v1",
            "ReplicaSet", "apps/v1",
            "Deployment", "apps/v1",
            "StatefulSet", "apps/v1",
            "CustomResource", "custom.k8s.io/v1",
            "TestWorkload", "apps.test.io/v1");

    private static final Map<String, VectorCase> KINDS = Map.of(
            "budget-status", DisruptionVectorsTest::status,
            "scale-lookup", DisruptionVectorsTest::scaleLookup,
            "evict", DisruptionVectorsTest::evict,
            "eviction-status", DisruptionVectorsTest::evictionStatus);

    @TestFactory
    Stream<DynamicNode> disruption() {
        return Vectors.tests(DisruptionVectorsTest.class, List.of("disruption.json"), KINDS);
    }

    private static void status(ObjectNode c) {
        ObjectNode input = Json.ensure(c, "input");
        FakeClusterView view = new FakeClusterView();
        for (ObjectNode controller : Json.objectsAt(input, "controllers")) {
            view.put(controller(input, controller));
        }
        for (ObjectNode group : Json.objectsAt(input, "pods")) {
            pods(view, input, group);
        }
        ObjectNode budget = object("policy/v1", "PodDisruptionBudget", "foobar");
        ObjectNode spec = Json.ensure(budget, "spec");
        spec.setAll(Json.ensure(input, "budget"));
        JsonNode selector = input.get("selector");
        spec.set("selector", selector == null ? Json.parse("{\"matchLabels\":{\"foo\":\"bar\"}}") : selector);
        view.put(budget);
        List<Effect> effects = new DisruptionController().reconcile(BUDGET, view, NOON);
        ObjectNode found = effects.stream()
                .filter(Effect.Update.class::isInstance)
                .map(effect -> ((Effect.Update) effect).next())
                .findFirst()
                .orElseThrow();
        for (String field : List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")) {
            if (c.path("expect").has(field)) {
                assertThat(Json.longAt(found, -1, "status", field))
                        .as(field)
                        .isEqualTo(Json.longAt(c, -2, "expect", field));
            }
        }
        String event = Json.textAt(c, "expect", "event");
        if (!event.isEmpty()) {
            assertThat(effects.stream().filter(Effect.RecordEvent.class::isInstance))
                    .extracting(effect -> ((Effect.RecordEvent) effect).reason())
                    .contains(event);
        }
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode out = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        out.putObject("metadata").put("namespace", "default").put("name", name).put("uid", "uid-" + name);
        return out;
    }

    private static String apiVersion(ObjectNode controller) {
        String kind = Json.textAt(controller, "kind");
        String said = Json.textAt(controller, "apiVersion");
        return said.isEmpty() ? Objects.requireNonNull(API_VERSIONS.get(kind), kind) : said;
    }

    private static ObjectNode controller(ObjectNode input, ObjectNode controller) {
        ObjectNode out =
                object(apiVersion(controller), Json.textAt(controller, "kind"), Json.textAt(controller, "name"));
        if (controller.path("replicas").isNumber()) {
            Json.ensure(out, "spec").put("replicas", controller.path("replicas").intValue());
        }
        own(out, input, Json.textAt(controller, "ownedBy"));
        return out;
    }

    private static void own(ObjectNode child, ObjectNode input, String owner) {
        for (ObjectNode controller : Json.objectsAt(input, "controllers")) {
            if (Json.textAt(controller, "name").equals(owner)) {
                reference(child, apiVersion(controller), Json.textAt(controller, "kind"), owner);
            }
        }
    }

    private static void reference(ObjectNode child, String apiVersion, String kind, String name) {
        Json.ensure(child, "metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("name", name)
                .put("uid", "uid-" + name)
                .put("controller", true);
    }

    private static void pods(FakeClusterView view, ObjectNode input, ObjectNode group) {
        String owner = Json.textAt(group, "owner");
        int ready = (int) Json.longAt(group, 0, "ready");
        int all = ready + (int) Json.longAt(group, 0, "notReady");
        for (int i = 0; i < all; i++) {
            ObjectNode pod = object("v1", "Pod", "pod-" + owner + "-" + i);
            Json.ensure(pod, "metadata", "labels").put("foo", "bar");
            own(pod, input, owner);
            Json.ensure(pod, "status")
                    .put("phase", "Running")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Ready")
                    .put("status", i < ready ? "True" : "False");
            view.put(pod);
        }
    }

    /** A pod whose controlling owner is the reference: found when the sum of replicas can be told. */
    private static void scaleLookup(ObjectNode c) {
        ObjectNode input = Json.ensure(c, "input");
        FakeClusterView view = new FakeClusterView();
        ObjectNode existing = Json.ensure(input, "existing");
        String kind = Json.textAt(existing, "kind");
        ObjectNode owner = object(Objects.requireNonNull(API_VERSIONS.get(kind)), kind, "foo");
        Json.ensure(owner, "spec").put("replicas", Json.longAt(existing, 0, "replicas"));
        view.put(owner);
        ObjectNode pod = object("v1", "Pod", "pod");
        reference(pod, Json.textAt(input, "ref", "apiVersion"), Json.textAt(input, "ref", "kind"), "foo");
        KubeObject stored = KubeObject.of(pod, 1);
        ExpectedPods found = ExpectedPods.of(List.of(stored), view);
        assertThat(found.error().isEmpty()).isEqualTo(Json.flagAt(c, "expect", "found"));
    }

    private static void evict(ObjectNode c) {
        KubeObject pod = evictable(Json.ensure(Json.ensure(c, "input"), "pod"));
        ObjectNode given = Json.ensure(Json.ensure(c, "input"), "budget");
        ObjectNode budget = object("policy/v1", "PodDisruptionBudget", Json.textAt(given, "name"));
        ObjectNode spec = Json.ensure(budget, "spec");
        Json.ensure(spec, "selector").set("matchLabels", given.get("selectorLabels"));
        String policy = Json.textAt(given, "policy");
        if (!policy.isEmpty()) {
            spec.put("unhealthyPodEvictionPolicy", policy);
        }
        for (String count : List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy")) {
            Json.ensure(budget, "status").set(count, given.get(count));
        }
        String error = Json.textAt(c, "expect", "error");
        try {
            Eviction.charge(pod, List.of(KubeObject.of(budget, 1)), NOON);
            assertThat(error).as("it was let through").isEmpty();
        } catch (StatusException refused) {
            assertThat(Json.textAt(refused.status(), "reason")).isEqualTo(error);
            assertThat(Json.objectsAt(refused.status(), "details", "causes"))
                    .extracting(cause -> Json.textAt(cause, "message"))
                    .containsExactly(Json.textAt(c, "expect", "message"));
        }
    }

    private static KubeObject evictable(ObjectNode given) {
        ObjectNode pod = object("v1", "Pod", "p");
        Json.ensure(pod, "metadata").set("labels", given.get("labels"));
        if (given.path("terminating").asBoolean()) {
            Json.ensure(pod, "metadata").put("deletionTimestamp", NOON.toString());
        }
        ObjectNode status = Json.ensure(pod, "status");
        if (!Json.textAt(given, "phase").isEmpty()) {
            status.put("phase", Json.textAt(given, "phase"));
        }
        if (given.path("ready").isBoolean()) {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Ready")
                    .put("status", given.path("ready").asBoolean() ? "True" : "False");
        }
        return KubeObject.of(pod, 1);
    }

    private static void evictionStatus(ObjectNode c) {
        ObjectNode budget = object("policy/v1", "PodDisruptionBudget", "foo");
        Json.ensure(Json.ensure(budget, "spec"), "selector");
        ObjectNode status = Json.ensure(budget, "status");
        status.set("disruptionsAllowed", c.path("input").get("disruptionsAllowed"));
        status.putArray("conditions")
                .addObject()
                .put("type", "DisruptionAllowed")
                .put("status", "True")
                .put("reason", Json.textAt(c, "input", "reason"));
        KubeObject pod = evictable(Json.parse("{\"labels\":{},\"phase\":\"Running\",\"ready\":true}"));
        KubeObject charged = Objects.requireNonNull(Eviction.charge(pod, List.of(KubeObject.of(budget, 1)), NOON));
        assertThat(Json.longAt(charged.tree(), -1, "status", "disruptionsAllowed"))
                .isEqualTo(Json.longAt(c, -2, "expect", "disruptionsAllowed"));
        assertThat(Json.objectsAt(charged.tree(), "status", "conditions"))
                .extracting(condition -> Json.textAt(condition, "reason"))
                .containsExactly(Json.textAt(c, "expect", "reason"));
        assertThat(Json.mapAt(charged.tree(), "status", "disruptedPods")).containsKey("p");
    }
}
