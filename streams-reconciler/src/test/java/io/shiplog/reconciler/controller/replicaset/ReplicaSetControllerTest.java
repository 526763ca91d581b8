package io.shiplog.reconciler.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.testing.FakeClusterView;
import io.shiplog.reconciler.testing.FakeWorld;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One ReplicaSet named web and its pods in a cluster in memory. */
final class ReplicaSetControllerTest {

    private static final ObjectKey WEB = Kinds.REPLICA_SET.key("default", "web");

    private final ReplicaSetController controller = new ReplicaSetController();
    private final FakeWorld world = new FakeWorld(controller);

    private static String set(int replicas) {
        return "{'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'name':'web','namespace':'default'},"
                + "'spec':{'replicas':" + replicas + ",'selector':{'matchLabels':{'app':'web'}},"
                + "'template':{'metadata':{'labels':{'app':'web'},'annotations':{'a':'b'},'finalizers':['x/y']},"
                + "'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
    }

    private void apply(int replicas) {
        world.apply(set(replicas));
        world.settle();
    }

    private List<KubeObject> pods() {
        return List.copyOf(world.view.list(Kinds.POD, "default"));
    }

    private ObjectNode status() {
        return (ObjectNode) world.get(WEB).tree().get("status");
    }

    private void bind(KubeObject pod, String node) {
        world.change(pod.key(), tree -> {
            Json.ensure(tree, "spec").put("nodeName", node);
            return tree;
        });
        world.settle();
    }

    @Test
    void makesPodsOfTheTemplateThatItOwns() {
        apply(3);
        assertThat(pods()).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.name()).startsWith("web-");
            assertThat(pod.labels()).containsEntry("app", "web");
            assertThat(pod.annotation("a")).isEqualTo("b");
            assertThat(Json.textsAt(pod.tree(), "metadata", "finalizers")).containsExactly("x/y");
            assertThat(pod.ownerUid()).isEqualTo(world.get(WEB).uid());
        });
        assertThat(status().get("replicas").asInt()).isEqualTo(3);
        assertThat(status().get("fullyLabeledReplicas").asInt()).isEqualTo(3);
        assertThat(status().has("readyReplicas")).isFalse();
    }

    @Test
    void replacesAVanishedPodAndCallsItHealing() {
        apply(3);
        world.carriedOut.clear();
        world.remove(pods().get(0).key());
        world.settle();
        assertThat(pods()).hasSize(3);
        assertThat(world.carriedOut.stream().filter(Effect.Create.class::isInstance))
                .singleElement()
                .satisfies(e -> assertThat(((Effect.Create) e).action()).isEqualTo("Heal"));
    }

    @Test
    void replacesAPodOnADeadNodeAsSoonAsItIsToldToGo() {
        apply(2);
        bind(pods().get(0), "dead");
        KubeObject lost =
                pods().stream().filter(p -> !p.node().isEmpty()).findFirst().orElseThrow();
        world.delete(new Effect.Delete(lost.key(), lost.uid(), "Background", -1, "Evict"));
        world.settle();
        assertThat(pods()).hasSize(3);
        assertThat(status().get("replicas").asInt()).isEqualTo(2);
    }

    @Test
    void replacesAPodThatFailed() {
        apply(2);
        world.change(pods().get(0).key(), tree -> {
            Json.ensure(tree, "status").put("phase", "Failed");
            return tree;
        });
        world.settle();
        assertThat(pods()).hasSize(3);
    }

    @Test
    void leavesAPodAloneThatItDoesNotSelect() {
        world.apply("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'bare','labels':{'app':'other'}},'spec':{}}");
        apply(2);
        assertThat(pods()).hasSize(3);
        assertThat(world.get(Kinds.POD.key("default", "bare")).ownerUid()).isEmpty();
    }

    @Test
    void adoptsABarePodAndDeletesTheSurplus() {
        apply(2);
        world.events.clear();
        world.apply("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'bare','labels':{'app':'web'}},'spec':{}}");
        world.settle();
        assertThat(pods())
                .hasSize(2)
                .allMatch(pod -> pod.ownerUid().equals(world.get(WEB).uid()));
        assertThat(world.events).singleElement().satisfies(e -> {
            assertThat(e.reason()).isEqualTo("SuccessfulDelete");
            assertThat(e.message()).startsWith("Deleted pod: ");
        });
    }

    /**
     * Else the Deployment would take as many from the other revision as are counted here and leave in the same look.
     */
    @Test
    void doesNotCountThePodsThatItDeletesInItsStatus() {
        apply(3);
        world.change(WEB, tree -> {
            Json.ensure(tree, "spec").put("replicas", 1);
            return tree;
        });
        List<Effect> wanted = controller.reconcile(WEB, world.view, world.now);
        assertThat(wanted).filteredOn(Effect.Delete.class::isInstance).hasSize(2);
        assertThat(wanted)
                .filteredOn(Effect.Update.class::isInstance)
                .singleElement()
                .satisfies(e -> assertThat(((Effect.Update) e)
                                .next()
                                .at("/status/replicas")
                                .asInt())
                        .isEqualTo(1));
    }

    @Test
    void letsGoOfAPodWhoseLabelsNoLongerMatch() {
        apply(2);
        ObjectKey key = pods().get(0).key();
        world.change(key, tree -> {
            Json.ensure(tree, "metadata", "labels").put("app", "debug");
            return tree;
        });
        world.settle();
        assertThat(world.get(key).ownerUid()).isEmpty();
        assertThat(world.get(key).tree().at("/metadata/ownerReferences").isMissingNode())
                .isTrue();
        assertThat(pods()).hasSize(3);
    }

    @Test
    void deletesThePodWithoutANodeFirst() {
        apply(3);
        KubeObject kept = pods().get(1);
        bind(kept, "n1");
        apply(1);
        assertThat(pods())
                .singleElement()
                .satisfies(pod -> assertThat(pod.name()).isEqualTo(kept.name()));
    }

    @Test
    void doesNothingWhileItIsBeingDeleted() {
        apply(2);
        world.change(WEB, tree -> {
            Json.ensure(tree, "metadata").put("deletionTimestamp", "2026-11-21T10:00:00Z");
            return tree;
        });
        world.remove(pods().get(0).key());
        world.settle();
        assertThat(pods()).hasSize(1);
    }

    @Test
    void takesManyLooksForManyPods() {
        apply(1200);
        assertThat(pods()).hasSize(1200);
        apply(0);
        assertThat(pods()).isEmpty();
    }

    @Test
    void saysThatAQuotaIsFullAndTriesOneAtATimeUntilItIsNot() {
        world.refuseCreatesAfter(1, "exceeded quota");
        apply(3);
        KubeObject set = world.get(WEB);
        assertThat(pods()).hasSize(1);
        assertThat(Json.textAt(status().get("conditions").get(0), "reason")).isEqualTo("FailedCreate");
        assertThat(world.events.get(world.events.size() - 1).message()).isEqualTo("Error creating: exceeded quota");
        assertThat(controller.reconcile(set.key(), world.view, world.now).stream()
                        .filter(Effect.Create.class::isInstance))
                .hasSize(1);
        world.refuseCreatesAfter(100, "");
        world.pass(Duration.ofSeconds(10));
        assertThat(pods()).hasSize(3);
        assertThat(status().has("conditions")).isFalse();
    }

    @Test
    void looksAtAHundredThousandPodsWithoutParsingThem() {
        FakeClusterView view = new FakeClusterView();
        KubeObject set = view.put(set(100_000).replace("'namespace'", "'uid':'set','namespace'"));
        ObjectNode pod = Json.parse("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"namespace\":\"default\","
                + "\"labels\":{\"app\":\"web\"},\"ownerReferences\":[{\"uid\":\"set\",\"controller\":true}]},"
                + "\"spec\":{\"nodeName\":\"n\"},\"status\":{\"phase\":\"Running\"}}");
        for (int i = 0; i < 100_000; i++) {
            ((ObjectNode) pod.get("metadata")).put("name", "web-" + i).put("uid", "uid-" + i);
            KubeObject stored = KubeObject.of(pod, 1);
            stored.compact();
            view.put(KubeObject.parse(stored.json(), 1));
        }
        view.all().forEach(KubeObject::compact);
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        List<Effect> quiet = controller.reconcile(set.key(), view, now);
        assertThat(quiet).hasSize(1);
        view.put(set(99_000).replace("'namespace'", "'uid':'set','namespace'"));
        List<Effect> shrinking = controller.reconcile(set.key(), view, now);
        assertThat(shrinking).hasSizeBetween(100, Controller.MAX_EFFECTS);
    }
}
