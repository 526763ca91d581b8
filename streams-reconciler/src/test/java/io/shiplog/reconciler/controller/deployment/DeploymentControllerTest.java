package io.shiplog.reconciler.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole rollouts of one Deployment with its ReplicaSets in a cluster in memory. */
final class DeploymentControllerTest {

    private final RolloutWorld it = new RolloutWorld();

    private static int status(KubeObject object, String field) {
        return (int) Json.longAt(object.tree(), 0, "status", field);
    }

    @Test
    void makesOneReplicaSetNamedAfterTheTemplateWithPodsThatCarryItsHash() {
        it.deploy(3, "nginx:1.7.9").run();
        KubeObject set = it.setOf("nginx:1.7.9");
        String hash = set.labels().get("pod-template-hash");
        assertThat(set.name()).isEqualTo("web-" + hash);
        assertThat(hash).matches("[bcdfghjklmnpqrstvwxz2456789]{10}");
        assertThat(Json.textAt(set.tree(), "spec", "selector", "matchLabels", "pod-template-hash"))
                .isEqualTo(hash);
        assertThat(it.pods()).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.labels()).containsEntry("pod-template-hash", hash);
            assertThat(pod.name()).matches(set.name() + "-[a-z0-9]{5}");
            assertThat(pod.ownerUid()).isEqualTo(set.uid());
        });
        ObjectNode owner =
                Json.objectsAt(set.tree(), "metadata", "ownerReferences").get(0);
        assertThat(Json.flagAt(owner, "controller")).isTrue();
        assertThat(Json.flagAt(owner, "blockOwnerDeletion")).isTrue();
        assertThat(it.web().annotation(Annotations.REVISION)).isEqualTo("1");
        assertThat(set.annotation(Annotations.DESIRED_REPLICAS)).isEqualTo("3");
        assertThat(set.annotation(Annotations.MAX_REPLICAS)).isEqualTo("4");
        assertThat(status(it.web(), "availableReplicas")).isEqualTo(3);
        assertThat(it.reason("Progressing")).isEqualTo("NewReplicaSetAvailable");
        assertThat(it.reason("Available")).isEqualTo("MinimumReplicasAvailable");
        assertThat(it.scalings()).containsExactly("Scaled up replica set " + set.name() + " from 0 to 3");
    }

    @Test
    void saysThatTheReplicaSetWasCreatedBeforeAnyPodStarts() {
        it.deploy(3, "nginx:1.7.9");
        assertThat(it.reason("Available")).isEqualTo("MinimumReplicasUnavailable");
        assertThat(it.reason("Progressing")).isIn("NewReplicaSetCreated", "ReplicaSetUpdated");
        assertThat(status(it.web(), "unavailableReplicas")).isEqualTo(3);
        assertThat(status(it.web(), "observedGeneration")).isEqualTo(1);
    }

    @Test
    void alternatesBetweenNewAndOldOnePodAtATimeWithThreeReplicas() {
        it.deploy(3, "nginx:1.7.9").run();
        String old = it.setOf("nginx:1.7.9").name();
        it.world.events.clear();
        it.editAndSettle(RolloutWorld.image("nginx:1.9.1"));
        it.run(() -> {
            assertThat(it.activePods()).hasSizeLessThanOrEqualTo(4);
            assertThat(it.availablePods()).isGreaterThanOrEqualTo(3);
        });
        String next = it.setOf("nginx:1.9.1").name();
        assertThat(it.scalings())
                .containsExactly(
                        "Scaled up replica set " + next + " from 0 to 1",
                        "Scaled down replica set " + old + " from 3 to 2",
                        "Scaled up replica set " + next + " from 1 to 2",
                        "Scaled down replica set " + old + " from 2 to 1",
                        "Scaled up replica set " + next + " from 2 to 3",
                        "Scaled down replica set " + old + " from 1 to 0");
        assertThat(it.web().annotation(Annotations.REVISION)).isEqualTo("2");
        assertThat(status(it.web(), "updatedReplicas")).isEqualTo(3);
        assertThat(it.pods()).hasSize(3);
    }

    @Test
    void keepsOldPodsServingWhenImageCannotBePulled() {
        it.deploy(3, "nginx:1.9.1").run();
        it.editAndSettle(RolloutWorld.image(RolloutWorld.MISSING_IMAGE));
        it.run();
        assertThat(it.availablePods()).isEqualTo(3);
        assertThat(status(it.setOf(RolloutWorld.MISSING_IMAGE), "replicas")).isEqualTo(1);
        it.world.pass(Duration.ofSeconds(599));
        assertThat(it.reason("Progressing")).isEqualTo("ReplicaSetUpdated");
        it.world.pass(Duration.ofSeconds(3));
        assertThat(it.reason("Progressing")).isEqualTo("ProgressDeadlineExceeded");
        assertThat(it.reason("Available")).isEqualTo("MinimumReplicasAvailable");
    }

    @Test
    void undoReusesTheOldReplicaSetAndRaisesItsRevision() {
        it.deploy(3, "nginx:1.7.9").run();
        it.editAndSettle(RolloutWorld.image("nginx:1.9.1"));
        it.run();
        it.editAndSettle(RolloutWorld.image("nginx:1.7.9"));
        it.run();
        assertThat(it.sets()).hasSize(2);
        KubeObject set = it.setOf("nginx:1.7.9");
        assertThat(set.annotation(Annotations.REVISION)).isEqualTo("3");
        assertThat(set.annotation(Annotations.REVISION_HISTORY)).isEqualTo("1");
        assertThat(status(set, "availableReplicas")).isEqualTo(3);
        assertThat(it.web().annotation(Annotations.REVISION)).isEqualTo("3");
        assertThat(it.world.carriedOut.toString()).contains("action=Rollback");
    }

    @Test
    void rollsBackWhenTheOldApiAsksForIt() {
        it.deploy(2, "nginx:1.7.9").run();
        it.editAndSettle(RolloutWorld.image("nginx:1.9.1"));
        it.run();
        it.world.change(RolloutWorld.WEB, tree -> {
            Json.ensure(tree, "metadata", "annotations").put(Annotations.ROLLBACK_TO, "0");
            return tree;
        });
        it.world.settle();
        it.run();
        assertThat(RolloutWorld.imageOf(it.web().tree().at("/spec/template"))).isEqualTo("nginx:1.7.9");
        assertThat(it.web().annotation(Annotations.ROLLBACK_TO)).isEmpty();
        assertThat(it.world.events.toString()).contains("Rolled back deployment \"web\" to revision 1");
    }

    @Test
    void rollsNothingWhenOnlyFieldOrderDiffers() {
        it.deploy(2, "nginx:1.7.9").run();
        it.world.carriedOut.clear();
        it.world.change(
                RolloutWorld.WEB,
                tree -> Json.parse(tree.toString()
                        .replace(
                                "{\"name\":\"nginx\",\"image\":\"nginx:1.7.9\"}",
                                "{\"image\":\"nginx:1.7.9\",\"name\":\"nginx\"}")));
        it.world.settle();
        assertThat(it.sets()).hasSize(1);
        assertThat(it.scalings()).hasSize(1);
    }

    @Test
    void pausesAndMakesOneReplicaSetForSeveralEdits() {
        it.deploy(3, "nginx:1").run();
        it.editAndSettle(spec -> spec.put("paused", true));
        assertThat(it.reason("Progressing")).isEqualTo("DeploymentPaused");
        it.editAndSettle(RolloutWorld.image("nginx:2"));
        it.editAndSettle(RolloutWorld.image("nginx:3"));
        it.editAndSettle(RolloutWorld.image("nginx:4"));
        it.editAndSettle(RolloutWorld.replicas(4));
        it.run();
        assertThat(it.sets()).hasSize(1);
        assertThat(it.activePods()).hasSize(4);
        it.editAndSettle(spec -> spec.remove("paused"));
        it.run();
        assertThat(it.sets()).hasSize(2);
        assertThat(status(it.setOf("nginx:4"), "availableReplicas")).isEqualTo(4);
        assertThat(it.reason("Progressing")).isEqualTo("NewReplicaSetAvailable");
    }

    @Test
    void countsAPodAsAvailableOnlyAfterMinReadySeconds() {
        it.deploy(3, "nginx:1").run();
        it.editAndSettle(spec -> RolloutWorld.image("nginx:2").accept(spec.put("minReadySeconds", 5)));
        it.run();
        assertThat(status(it.setOf("nginx:2"), "readyReplicas")).isEqualTo(1);
        assertThat(status(it.setOf("nginx:2"), "availableReplicas")).isZero();
        it.world.pass(Duration.ofSeconds(5));
        assertThat(status(it.setOf("nginx:2"), "availableReplicas")).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            it.run();
            it.world.pass(Duration.ofSeconds(6));
        }
        assertThat(it.pods()).hasSize(3);
        assertThat(status(it.web(), "availableReplicas")).isEqualTo(3);
    }

    @Test
    void startsNoNewPodBeforeEveryOldOneIsGoneWhenRecreating() {
        it.deploy(3, "nginx:1").run();
        it.editAndSettle(spec -> RolloutWorld.image("nginx:2")
                .accept((ObjectNode) spec.set("strategy", Json.object().put("type", "Recreate"))));
        assertThat(it.pods()).hasSize(3).allMatch(KubeObject::deleting);
        List<KubeObject> old = it.pods();
        it.live(old.get(0));
        it.live(old.get(1));
        assertThat(it.sets()).hasSize(1);
        it.live(old.get(2));
        it.run();
        assertThat(it.pods())
                .hasSize(3)
                .allMatch(pod -> RolloutWorld.imageOf(pod.tree()).equals("nginx:2"));
    }

    @Test
    void adoptsABareReplicaSetAsAnOldOneAndScalesItDown() {
        it.world.apply("{'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'name':'bare','labels':{'app':'web'}},"
                + "'spec':{'replicas':3,'selector':{'matchLabels':{'app':'web','tier':'x'}},"
                + "'template':{'metadata':{'labels':{'app':'web','tier':'x'}},"
                + "'spec':{'containers':[{'name':'nginx','image':'nginx:0'}]}}}}");
        it.world.settle();
        it.run();
        it.deploy(3, "nginx:1").run();
        KubeObject bare = it.world.get(Kinds.REPLICA_SET.key("default", "bare"));
        assertThat(bare.ownerUid()).isEqualTo(it.web().uid());
        assertThat(Json.longAt(bare.tree(), -1, "spec", "replicas")).isZero();
        assertThat(it.pods())
                .hasSize(3)
                .allMatch(pod -> RolloutWorld.imageOf(pod.tree()).equals("nginx:1"));
    }

    @Test
    void letsGoOfAReplicaSetItNoLongerSelects() {
        it.deploy(1, "nginx:1").run();
        KubeObject set = it.sets().get(0);
        it.world.change(set.key(), tree -> {
            Json.ensure(tree, "metadata", "labels").put("app", "other");
            return tree;
        });
        it.world.settle();
        assertThat(it.world.get(set.key()).ownerUid()).isEmpty();
        assertThat(it.web().tree().at("/status/collisionCount").asInt()).isEqualTo(1);
        assertThat(it.sets()).hasSize(2);
    }

    @Test
    void deletesTheLowestRevisionsBeyondTheHistoryLimit() {
        it.deploy(2, "nginx:1").run();
        it.editAndSettle(spec -> spec.put("revisionHistoryLimit", 2));
        for (int version = 2; version <= 6; version++) {
            it.editAndSettle(RolloutWorld.image("nginx:" + version));
            it.run();
        }
        assertThat(it.sets().stream().map(set -> RolloutWorld.imageOf(set.tree().at("/spec/template"))))
                .containsExactlyInAnyOrder("nginx:4", "nginx:5", "nginx:6");
    }

    @Test
    void copiesTheChangeCauseToTheReplicaSet() {
        it.deploy(1, "nginx:1").run();
        it.world.change(RolloutWorld.WEB, tree -> {
            Json.ensure(tree, "metadata", "annotations").put("kubernetes.io/change-cause", "kubectl create");
            return tree;
        });
        it.world.settle();
        assertThat(it.sets().get(0).annotation("kubernetes.io/change-cause")).isEqualTo("kubectl create");
    }

    @Test
    void scalesInProportionInTheMiddleOfARollout() {
        it.deploy(10, "nginx:1").run();
        it.editAndSettle(RolloutWorld.image(RolloutWorld.MISSING_IMAGE));
        it.run();
        it.editAndSettle(RolloutWorld.replicas(20));
        it.run();
        int old = (int) Json.longAt(it.setOf("nginx:1").tree(), 0, "spec", "replicas");
        int next = (int) Json.longAt(it.setOf(RolloutWorld.MISSING_IMAGE).tree(), 0, "spec", "replicas");
        assertThat(old + next).isEqualTo(25);
        assertThat(Map.of("old", old, "new", next)).isEqualTo(Map.of("old", 15, "new", 10));
    }

    @Test
    void saysThatItsReplicaSetIsRefusedAndTriesAgain() {
        it.world.refuseCreatesAfter(0, "no more ReplicaSets");
        it.deploy(2, "nginx:1");
        assertThat(it.reason("Progressing")).isEqualTo("ReplicaSetCreateError");
        assertThat(it.world.events.get(it.world.events.size() - 1).message())
                .startsWith("Failed to create new replica set \"web-")
                .endsWith("no more ReplicaSets");
        it.world.refuseCreatesAfter(100, "");
        it.world.pass(Duration.ofSeconds(10));
        it.run();
        assertThat(it.pods()).hasSize(2);
        assertThat(it.reason("Progressing")).isEqualTo("NewReplicaSetAvailable");
    }

    @Test
    void doesNothingMoreOnceAllIsQuiet() {
        it.deploy(3, "nginx:1").run();
        it.world.carriedOut.clear();
        it.world.wakeAll();
        assertThat(it.world.settle()).isZero();
    }
}
