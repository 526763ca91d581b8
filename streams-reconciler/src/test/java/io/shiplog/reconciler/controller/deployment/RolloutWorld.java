package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.replicaset.ReplicaSetController;
import io.shiplog.reconciler.testing.FakeWorld;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.Times;
import java.util.List;
import java.util.function.Consumer;

/** One Deployment named web in a tiny cluster, whose pods start, become ready and die when the test says so. */
final class RolloutWorld {

    /** Pods of this image never become ready. */
    static final String MISSING_IMAGE = "nginx:1.91";

    static final ObjectKey WEB = Kinds.DEPLOYMENT.key("default", "web");

    final FakeWorld world = new FakeWorld(new DeploymentController(), new ReplicaSetController());

    /** Creates the Deployment and lets controllers act; no pod has started yet. */
    RolloutWorld deploy(int replicas, String image) {
        world.apply("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','labels':{'app':'web'}},"
                + "'spec':{'replicas':" + replicas + ",'selector':{'matchLabels':{'app':'web'}},"
                + "'progressDeadlineSeconds':600,'revisionHistoryLimit':10,"
                + "'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'25%','maxUnavailable':'25%'}},"
                + "'template':{'metadata':{'labels':{'app':'web'}},"
                + "'spec':{'containers':[{'name':'nginx','image':'" + image + "'}]}}}}");
        world.settle();
        return this;
    }

    /** Changes the Deployment's spec without letting controllers act. */
    void edit(Consumer<ObjectNode> spec) {
        world.change(WEB, tree -> {
            spec.accept(Json.ensure(tree, "spec"));
            return tree;
        });
    }

    /** Changes the Deployment's spec; controllers act. */
    void editAndSettle(Consumer<ObjectNode> spec) {
        edit(spec);
        world.settle();
    }

    static Consumer<ObjectNode> image(String image) {
        return spec -> ((ObjectNode) spec.at("/template/spec/containers/0")).put("image", image);
    }

    static Consumer<ObjectNode> replicas(int replicas) {
        return spec -> spec.put("replicas", replicas);
    }

    KubeObject web() {
        return world.get(WEB);
    }

    List<KubeObject> pods() {
        return List.copyOf(world.view.list(Kinds.POD, "default"));
    }

    List<KubeObject> activePods() {
        return pods().stream()
                .filter(pod -> !pod.deleting() && !pod.pod().terminal())
                .toList();
    }

    long availablePods() {
        long minReady = Json.longAt(web().tree(), 0, "spec", "minReadySeconds");
        return activePods().stream()
                .filter(pod -> pod.pod().available(minReady, world.now.toEpochMilli()))
                .count();
    }

    List<KubeObject> sets() {
        return List.copyOf(world.view.list(Kinds.REPLICA_SET, "default"));
    }

    KubeObject setOf(String image) {
        return sets().stream()
                .filter(set -> imageOf(set.tree().at("/spec/template")).equals(image))
                .findFirst()
                .orElseThrow();
    }

    static String imageOf(com.fasterxml.jackson.databind.JsonNode podOrTemplate) {
        return podOrTemplate.at("/spec/containers/0/image").asText();
    }

    String reason(String conditionType) {
        return Json.objectsAt(web().tree(), "status", "conditions").stream()
                .filter(c -> Json.textAt(c, "type").equals(conditionType))
                .map(c -> Json.textAt(c, "reason"))
                .findFirst()
                .orElse("");
    }

    List<String> scalings() {
        return world.events.stream()
                .filter(e -> e.reason().equals("ScalingReplicaSet"))
                .map(FakeWorld.RecordedEvent::message)
                .toList();
    }

    /** The next thing in one pod's life: bound, ready, or gone when it is told to go; controllers act. */
    boolean live(KubeObject seen) {
        KubeObject pod = world.view.get(seen.key());
        if (pod == null || !pod.uid().equals(seen.uid())) {
            return false;
        }
        if (pod.deleting()) {
            world.remove(pod.key());
        } else if (pod.node().isEmpty()) {
            world.change(pod.key(), tree -> {
                Json.ensure(tree, "spec").put("nodeName", "n-" + pod.name().hashCode() % 3);
                return tree;
            });
        } else if (!pod.pod().ready() && !imageOf(pod.tree()).equals(MISSING_IMAGE)) {
            ready(pod, true);
        } else {
            return false;
        }
        world.settle();
        return true;
    }

    /** Turns a pod's readiness; controllers do not act yet. */
    void ready(KubeObject pod, boolean ready) {
        world.change(pod.key(), tree -> {
            ObjectNode status = Json.ensure(tree, "status").put("phase", "Running");
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Ready")
                    .put("status", ready ? "True" : "False")
                    .put("lastTransitionTime", Times.format(world.now));
            return tree;
        });
    }

    /** All pods live on until nothing happens any more. */
    void run(Runnable afterEachStep) {
        boolean moved = true;
        for (int rounds = 0; moved; rounds++) {
            if (rounds > 1000) {
                throw new AssertionError("no end: " + scalings());
            }
            moved = false;
            for (KubeObject pod : pods()) {
                moved |= live(pod);
                afterEachStep.run();
            }
        }
    }

    void run() {
        run(() -> {});
    }
}
