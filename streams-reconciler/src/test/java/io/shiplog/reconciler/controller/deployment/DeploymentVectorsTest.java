package io.shiplog.reconciler.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.controller.common.PodTemplates;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** vectors/deployment.json; each kind is one function that {@link DeploymentController} uses. */
final class DeploymentVectorsTest {

    /** What a case is given and what is expected. */
    private interface Check {
        void run(ObjectNode input, ObjectNode expect);
    }

    private final Map<String, VectorCase> kinds = new HashMap<>();

    @TestFactory
    Stream<DynamicNode> behavesAsKubernetes() {
        rolling();
        templates();
        numbers();
        conditions();
        annotations();
        scaling();
        history();
        return Vectors.tests(DeploymentVectorsTest.class, List.of("deployment.json"), kinds);
    }

    private void kind(String name, Check check) {
        kinds.put(name, c -> check.run((ObjectNode) c.get("input"), (ObjectNode) c.get("expect")));
    }

    private static int number(JsonNode node, String... path) {
        return (int) Json.longAt(node, 0, path);
    }

    private static DeploymentCase sized(ObjectNode in) {
        return new DeploymentCase(number(in, "replicas")).rolling(in);
    }

    private void rolling() {
        kind("rolling-new-rs", (in, expect) -> {
            DeploymentLook look = sized(in)
                    .old("old", number(in, "oldReplicas"), 0)
                    .current("new", number(in, "newReplicas"), 0)
                    .look();
            boolean scaled = RollingUpdate.growNew(look, "Roll");
            assertThat(scaled).isEqualTo(expect.get("scaled").asBoolean());
            if (expect.hasNonNull("newReplicas")) {
                assertThat(sizes(look)).containsEntry("new", number(expect, "newReplicas"));
            }
        });
        kind("rolling-old-rs", (in, expect) -> {
            DeploymentLook look = sized(in)
                    .old("old", number(in, "oldReplicas"), number(in, "availableOld"))
                    .current("new", number(in, "newReplicas"), number(in, "availableNew"))
                    .look();
            oldScaled(look, RollingUpdate.shrinkOld(look, "Roll"), expect);
        });
        kind("rolling-cleanup-unhealthy", (in, expect) -> {
            DeploymentLook look = sized(in)
                    .old("old", number(in, "oldReplicas"), number(in, "availableOld"))
                    .look();
            assertThat(RollingUpdate.removeUnhealthy(look, number(in, "maxCleanup"), "Roll"))
                    .isEqualTo(number(expect, "cleaned"));
        });
        kind("rolling-scale-down-old", (in, expect) -> {
            DeploymentLook look = sized(in)
                    .old("old", number(in, "oldReplicas"), number(in, "availableOld"))
                    .look();
            oldScaled(look, RollingUpdate.removeHealthy(look, "Roll") > 0, expect);
        });
        kind("new-rs-replicas", (in, expect) -> {
            DeploymentFacts facts =
                    sized(in).strategy(Json.textAt(in, "strategy")).facts();
            assertThat(RollingUpdate.newReplicas(facts, number(in, "otherRSReplicas"), number(in, "newRSReplicas")))
                    .isEqualTo(number(expect, "newReplicas"));
        });
        kind("recreate-scale-down", (in, expect) -> {
            DeploymentCase given = new DeploymentCase(number(in, "replicas")).strategy("Recreate");
            int index = 0;
            for (JsonNode set : in.path("oldRSs")) {
                int size = set.isInt() ? set.intValue() : number(set, "replicas") + number(set, "specReplicas");
                given.old("old-" + index++, size, 0);
            }
            DeploymentLook look = given.look();
            boolean scaled = Recreate.scaleDownOld(look, "Roll");
            if (expect.hasNonNull("scaled")) {
                assertThat(scaled).isEqualTo(expect.get("scaled").asBoolean());
            }
            assertThat(look.oldActive()).isEmpty();
        });
        kind("recreate-old-pods-running", (in, expect) -> {
            List<OwnedReplicaSet> old = new ArrayList<>();
            for (ObjectNode set : Json.objectsAt(in, "oldRSs")) {
                old.add(statusSet(set));
            }
            List<String> phases = new ArrayList<>();
            in.get("pods").forEach(pods -> pods.forEach(phase -> phases.add(phase.asText())));
            assertThat(Recreate.oldPodsRunning(old, phases))
                    .isEqualTo(expect.get("running").asBoolean());
        });
    }

    private static OwnedReplicaSet statusSet(ObjectNode set) {
        ObjectNode tree = DeploymentCase.tree("rs", DeploymentCase.template("x"), number(set, "specReplicas"), 0);
        ObjectNode status = Json.ensure(tree, "status").put("replicas", number(set, "statusReplicas"));
        status.put("observedGeneration", number(set, "observedGeneration"));
        if (set.hasNonNull("terminating")) {
            status.set("terminatingReplicas", set.get("terminating"));
        }
        return OwnedReplicaSet.existing(KubeObject.of(tree, 1));
    }

    private static void oldScaled(DeploymentLook look, boolean scaled, ObjectNode expect) {
        assertThat(scaled).isEqualTo(expect.get("scaled").asBoolean());
        if (expect.hasNonNull("oldReplicas")) {
            assertThat(sizes(look)).containsEntry("old", number(expect, "oldReplicas"));
        }
    }

    private static Map<String, Integer> sizes(DeploymentLook look) {
        Map<String, Integer> out = new LinkedHashMap<>();
        look.all().forEach(set -> out.put(set.name(), set.replicas()));
        return out;
    }

    private void templates() {
        kind("equal-ignore-hash", (in, expect) -> {
            ObjectNode a = podTemplate(in.get("a"));
            ObjectNode b = podTemplate(in.get("b"));
            boolean equal = expect.get("equal").asBoolean();
            assertThat(PodTemplates.same(a, b)).isEqualTo(equal);
            assertThat(PodTemplates.same(b, a)).isEqualTo(equal);
            assertThat(PodTemplates.hash(a, 0).equals(PodTemplates.hash(b, 0))).isEqualTo(equal);
        });
        kind("find-new-rs", (in, expect) -> {
            OwnedReplicaSet current = found(in).current();
            String name = current == null ? null : current.name();
            assertThat(name).isEqualTo(expect.get("newRS").textValue());
        });
        kind("find-old-rs", (in, expect) -> {
            DeploymentLook look = found(in);
            assertThat(look.old().stream().map(OwnedReplicaSet::name))
                    .containsExactlyInAnyOrderElementsOf(Json.textsAt(expect, "all"));
            assertThat(look.oldActive().stream().map(OwnedReplicaSet::name))
                    .containsExactlyInAnyOrderElementsOf(Json.textsAt(expect, "withPods"));
        });
        kind("deployments-for-rs", (in, expect) -> {
            List<KubeObject> deployments = new ArrayList<>();
            for (ObjectNode row : Json.objectsAt(in, "deployments")) {
                ObjectNode tree = Json.object().put("kind", "Deployment").put("apiVersion", "apps/v1");
                tree.set("metadata", row.deepCopy());
                Json.ensure(tree, "spec", "selector").set("matchLabels", row.get("matchLabels"));
                deployments.add(KubeObject.of(tree, 1));
            }
            ObjectNode set = Json.object().put("kind", "ReplicaSet").put("apiVersion", "apps/v1");
            set.set("metadata", in.get("rs"));
            List<String> names = DeploymentController.selecting(deployments, KubeObject.of(set, 1)).stream()
                    .map(KubeObject::name)
                    .toList();
            assertThat(names.isEmpty()).isEqualTo(expect.path("error").asBoolean());
            assertThat(names).isEqualTo(Json.textsAt(expect, "names"));
        });
    }

    private static ObjectNode podTemplate(JsonNode row) {
        ObjectNode out = Json.object();
        ObjectNode metadata = out.putObject("metadata");
        for (String field : List.of("name", "labels", "annotations")) {
            if (row.hasNonNull(field)) {
                metadata.set(field, row.get(field));
            }
        }
        out.putObject("spec").set("nodeName", row.get("nodeName"));
        return out;
    }

    private static DeploymentLook found(ObjectNode in) {
        DeploymentCase given = new DeploymentCase(1);
        for (ObjectNode row : Json.objectsAt(in, "replicaSets")) {
            String image = row.get("sameTemplate").asBoolean() ? "current" : "other";
            ObjectNode tree = DeploymentCase.tree(
                    Json.textAt(row, "name"), DeploymentCase.template(image), number(row, "replicas"), 0);
            if (row.hasNonNull("createdAt")) {
                DeploymentCase.created(tree, DeploymentCase.NOW.plusSeconds(number(row, "createdAt")));
            }
            given.set(tree);
        }
        return given.look();
    }

    private void numbers() {
        kind("replica-counts", (in, expect) -> {
            List<OwnedReplicaSet> sets = Json.objectsAt(in, "replicaSets").stream()
                    .map(DeploymentVectorsTest::statusSet)
                    .toList();
            assertThat(ReplicaCounts.spec(sets)).isEqualTo(number(expect, "spec"));
            assertThat(ReplicaCounts.actual(sets)).isEqualTo(number(expect, "actual"));
            Integer terminating = expect.hasNonNull("terminating") ? number(expect, "terminating") : null;
            assertThat(ReplicaCounts.terminating(sets)).isEqualTo(terminating);
        });
        kind("resolve-fenceposts", (in, expect) -> {
            Fenceposts posts;
            boolean error = false;
            try {
                posts = Fenceposts.resolve(
                        Json.at(in, "maxSurge"), Json.at(in, "maxUnavailable"), number(in, "desired"));
            } catch (IllegalArgumentException malformed) {
                error = true;
                posts = Fenceposts.lenient(
                        Json.at(in, "maxSurge"), Json.at(in, "maxUnavailable"), number(in, "desired"));
            }
            assertThat(posts).isEqualTo(new Fenceposts(number(expect, "surge"), number(expect, "unavailable")));
            assertThat(error).isEqualTo(expect.get("error").asBoolean());
        });
        kind(
                "max-unavailable",
                (in, expect) -> assertThat(sized(in)
                                .strategy(Json.textAt(in, "strategy"))
                                .facts()
                                .maxUnavailable())
                        .isEqualTo(number(expect, "maxUnavailable")));
        kind(
                "min-available",
                (in, expect) -> assertThat(sized(in)
                                .strategy(Json.textAt(in, "strategy"))
                                .facts()
                                .minAvailable())
                        .isEqualTo(number(expect, "minAvailable")));
        kind("complete", (in, expect) -> {
            DeploymentFacts facts = sized(in).status(in.get("status")).facts();
            assertThat(facts.status().complete(facts.replicas(), facts.generation()))
                    .isEqualTo(expect.get("complete").asBoolean());
        });
        kind("progressing", (in, expect) -> {
            DeploymentCounts older =
                    new DeploymentCase(1).status(in.get("old")).facts().status();
            DeploymentCounts newer =
                    new DeploymentCase(1).status(in.get("new")).facts().status();
            assertThat(newer.progressedFrom(older))
                    .isEqualTo(expect.get("progressing").asBoolean());
        });
    }

    private void conditions() {
        kind(
                "condition-get",
                (in, expect) -> assertThat(
                                Conditions.get(Json.objectsAt(in, "conditions"), Json.textAt(in, "type")) != null)
                        .isEqualTo(expect.get("present").asBoolean()));
        kind(
                "condition-set",
                (in, expect) -> assertThat(Conditions.set(Json.objectsAt(in, "conditions"), (ObjectNode) in.get("set")))
                        .isEqualTo(Json.objectsAt(expect, "conditions")));
        kind(
                "condition-remove",
                (in, expect) -> assertThat(
                                Conditions.remove(Json.objectsAt(in, "conditions"), Json.textAt(in, "remove")))
                        .isEqualTo(Json.objectsAt(expect, "conditions")));
        kind(
                "timed-out",
                (in, expect) -> assertThat(Progress.timedOut(
                                condition(in),
                                Json.longAt(in, DeploymentFacts.UNLIMITED, "progressDeadlineSeconds"),
                                now(in)))
                        .isEqualTo(expect.get("timedOut").asBoolean()));
        kind("progress-requeue", (in, expect) -> {
            DeploymentLook look = new DeploymentCase(number(in, "replicas"))
                    .strategy("Recreate")
                    .spec("progressDeadlineSeconds", in.path("progressDeadlineSeconds"))
                    .status(in.get("status"))
                    .condition(condition(in))
                    .now(Json.textAt(in, "now"))
                    .look();
            Instant next = Progress.nextLook(
                    look.deployment(), look.conditions(), look.deployment().status());
            // The look is set for one second after the deadline; the source gives the time to the deadline itself.
            Long seconds = next == null
                    ? null
                    : Math.max(
                            0,
                            Duration.between(look.now(), next).minusSeconds(1).toSeconds());
            Long expected = expect.hasNonNull("requeueAfterSeconds")
                    ? (Long) expect.get("requeueAfterSeconds").asLong()
                    : null;
            assertThat(seconds).isEqualTo(expected);
        });
    }

    private static @Nullable ObjectNode condition(ObjectNode in) {
        return in.get("condition") instanceof ObjectNode condition ? condition : null;
    }

    private static Instant now(ObjectNode in) {
        String text = Json.textAt(in, "now");
        return text.isEmpty() ? DeploymentCase.NOW : Instant.parse(text);
    }

    private void annotations() {
        kind(
                "annotation-int",
                (in, expect) -> assertThat(Annotations.intAt(Json.mapAt(in, "annotations"), Json.textAt(in, "key")))
                        .isEqualTo(new Annotations.Int(
                                number(expect, "value"),
                                expect.get("valid").asBoolean(),
                                expect.get("error").textValue())));
        kind("revision-history", (in, expect) -> {
            Map<String, String> annotations = new HashMap<>();
            List<String> revisions = Json.textsAt(in, "revisions");
            for (int i = 0; i < revisions.size(); i++) {
                Annotations.raiseRevision(annotations, Long.parseLong(revisions.get(i)), number(in, "limitChars"));
                JsonNode step = expect.get("steps").get(i);
                assertThat(annotations).containsEntry(Annotations.REVISION, Json.textAt(step, "revision"));
                if (step.hasNonNull("history")) {
                    assertThat(annotations).containsEntry(Annotations.REVISION_HISTORY, Json.textAt(step, "history"));
                }
            }
        });
        kind(
                "annotations-need-update",
                (in, expect) -> assertThat(Annotations.sizesDiffer(
                                Json.mapAt(in, "annotations"), number(in, "desired"), number(in, "max")))
                        .isEqualTo(expect.get("needUpdate").asBoolean()));
        kind("replica-annotations", (in, expect) -> {
            Map<String, String> annotations = new HashMap<>(Json.mapAt(in, "annotations"));
            Annotations.putSizes(annotations, number(in, "desired"), number(in, "max"));
            assertThat(annotations).containsAllEntriesOf(Json.mapAt(expect, "annotations"));
        });
        kind("rollback", (in, expect) -> {
            ObjectNode deployment = in.get("deployment") instanceof ObjectNode given ? given : Json.object();
            ObjectNode after = Rollback.replace(deployment, in.path("template"), Json.mapAt(in, "annotations"));
            for (JsonNode operation : expect.path("patch")) {
                assertThat(after.at(Json.textAt(operation, "path"))).isEqualTo(operation.get("value"));
            }
        });
    }

    private void scaling() {
        kind("saturated", (in, expect) -> {
            ObjectNode row = (ObjectNode) in.get("rs");
            ObjectNode tree = DeploymentCase.tree(
                    "rs", DeploymentCase.template("current"), number(row, "specReplicas"), number(row, "available"));
            Json.mapAt(row, "annotations")
                    .forEach((key, value) -> DeploymentCase.annotated(
                            tree, key, Json.MAPPER.getNodeFactory().textNode(value)));
            DeploymentFacts facts = new DeploymentCase(number(in, "deploymentReplicas")).facts();
            assertThat(Scaling.saturated(facts, OwnedReplicaSet.existing(KubeObject.of(tree, 1))))
                    .isEqualTo(expect.get("saturated").asBoolean());
        });
        kind("rs-fraction", (in, expect) -> {
            DeploymentFacts facts = new DeploymentCase(number(in, "deploymentReplicas"))
                    .rolling(in)
                    .status(Json.object().put("total", number(in, "deploymentStatusReplicas")))
                    .facts();
            ObjectNode tree =
                    DeploymentCase.tree("rs", DeploymentCase.template("current"), number(in, "rsReplicas"), 0);
            DeploymentCase.annotated(tree, Annotations.MAX_REPLICAS, Json.at(in, "maxReplicasAnnotation"));
            assertThat(Scaling.fraction(facts, OwnedReplicaSet.existing(KubeObject.of(tree, 1))))
                    .isEqualTo(number(expect, "fraction"));
        });
        kind("scale-event", (in, expect) -> {
            DeploymentCase given = sized(in);
            if (in.get("newRS") instanceof ObjectNode row) {
                given.set(sizedSet(row, "current"));
            }
            Json.objectsAt(in, "oldRSs").forEach(row -> given.set(sizedSet(row, "old-" + Json.textAt(row, "name"))));
            DeploymentLook look = given.look();
            Scaling.scale(look);
            Map<String, Integer> expected = new LinkedHashMap<>();
            expect.get("replicas")
                    .properties()
                    .forEach(e -> expected.put(e.getKey(), e.getValue().asInt()));
            assertThat(sizes(look)).isEqualTo(expected);
        });
    }

    private static ObjectNode sizedSet(ObjectNode row, String image) {
        ObjectNode tree = DeploymentCase.tree(
                Json.textAt(row, "name"), DeploymentCase.template(image), number(row, "replicas"), 0);
        DeploymentCase.annotated(tree, Annotations.DESIRED_REPLICAS, Json.at(row, "desiredReplicasAnnotation"));
        DeploymentCase.annotated(tree, Annotations.MAX_REPLICAS, Json.at(row, "maxReplicasAnnotation"));
        return DeploymentCase.created(tree, DeploymentCase.NOW.plus(Duration.ofHours(number(row, "createdAtHour"))));
    }

    private void history() {
        kind("cleanup-history", (in, expect) -> assertThat(surplus(in)).hasSize(number(expect, "deletions")));
        kind(
                "cleanup-history-order",
                (in, expect) ->
                        assertThat(surplus(in)).containsExactlyInAnyOrderElementsOf(Json.textsAt(expect, "deleted")));
    }

    private static List<String> surplus(ObjectNode in) {
        List<OwnedReplicaSet> old = new ArrayList<>();
        for (ObjectNode row : Json.objectsAt(in, "oldRSs")) {
            ObjectNode tree = DeploymentCase.tree(
                    Json.textAt(row, "name"), DeploymentCase.template("old"), number(row, "specReplicas"), 0);
            Json.ensure(tree, "status").put("replicas", number(row, "statusReplicas"));
            DeploymentCase.annotated(tree, Annotations.REVISION, Json.at(row, "revision"));
            DeploymentCase.created(tree, DeploymentCase.NOW.plus(Duration.ofMinutes(number(row, "createdAtMinute"))));
            if (row.path("deleting").asBoolean()) {
                Json.ensure(tree, "metadata").put("deletionTimestamp", "2026-11-21T10:00:00Z");
            }
            old.add(OwnedReplicaSet.existing(KubeObject.of(tree, 1)));
        }
        return RevisionHistory.surplus(old, number(in, "revisionHistoryLimit")).stream()
                .map(OwnedReplicaSet::name)
                .toList();
    }
}
