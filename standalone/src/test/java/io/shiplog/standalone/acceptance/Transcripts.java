package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Sections A and B of the source documents' own commands, with a real kubectl, whatever runs the containers. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class Transcripts {

    static final Duration SOON = Duration.ofSeconds(30);
    private static final String WEB = "nginx-deployment";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    ClusterProcess cluster = never();
    Kubectl kubectl = new Kubectl(Path.of("unset"));

    @SuppressWarnings("NullAway") // set before the first test
    private static ClusterProcess never() {
        return null;
    }

    @BeforeAll
    void up() throws IOException, InterruptedException {
        Kubectl.required();
        cluster = start();
        kubectl = cluster.kubectl();
    }

    /** The cluster that the commands are for. */
    abstract ClusterProcess start() throws IOException, InterruptedException;

    @AfterAll
    void down() throws InterruptedException {
        if (cluster != null) {
            cluster.close();
        }
    }

    Path manifest(String name) throws IOException {
        return manifest(name, "", "");
    }

    private Path manifest(String name, String replace, String with) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/manifests/" + name), name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Path file = dir.resolve(name);
            Files.writeString(file, replace.isEmpty() ? text : text.replace(replace, with));
            return file;
        }
    }

    void awaitReady(String name, int count) {
        eventually(
                SOON,
                () -> {
                    ObjectNode status = Json.ensure(kubectl.object("deployment", name), "status");
                    return Json.longAt(status, 0, "readyReplicas") == count
                            && Json.longAt(status, 0, "updatedReplicas") == count
                            && Json.longAt(status, 0, "availableReplicas") == count
                            && Json.longAt(status, 0, "replicas") == count;
                },
                () -> kubectl.ok("get", "deployment,rs,pods", "-o", "wide")
                        + kubectl.ok("describe", "deployment", name));
    }

    void awaitNothing() {
        eventually(
                SOON,
                () -> kubectl.ok("get", "deployments,rs,pods", "--no-headers").isBlank(),
                () -> kubectl.ok("get", "deployments,rs,pods"));
    }

    @Test
    @Order(1)
    void sectionAADeploymentInTheOldGroupVersion() throws IOException {
        String v1beta1 = manifest("nginx-apps-v1beta1.yaml").toString();
        assertThat(kubectl.ok("apply", "-f", v1beta1)).contains("created"); // A1
        awaitReady(WEB, 3);
        ObjectNode asV1 = kubectl.object("deployments.v1.apps", WEB);
        assertThat(Json.textAt(asV1, "apiVersion")).isEqualTo("apps/v1");
        assertThat(Json.textAt(asV1, "spec", "selector", "matchLabels", "app")).isEqualTo("nginx");
        assertThat(kubectl.ok("get", "deployment")).containsPattern("nginx-deployment +3/3 +3 +3"); // A2
        String five = manifest("nginx-apps-v1beta1.yaml", "replicas: 3", "replicas: 5")
                .toString();
        assertThat(kubectl.ok("apply", "-f", five)).contains("configured"); // A3
        awaitReady(WEB, 5);
        assertThat(kubectl.ok("delete", "deployment", WEB)).contains("deleted"); // A4
        assertThat(kubectl.run("get", "deployment").err()).contains("No resources found");
        awaitNothing();
        kubectl.ok("create", "-f", manifest("nginx-apps-v1beta1.yaml").toString()); // A5
        awaitReady(WEB, 3);
        assertThat(kubectl.ok("scale", "--current-replicas=3", "--replicas=5", "deployment/" + WEB))
                .contains("scaled");
        awaitReady(WEB, 5);
        kubectl.ok(
                "apply",
                "-f",
                manifest("nginx-apps-v1beta1.yaml", "replicas: 3", "replicas: 2")
                        .toString()); // A6
        awaitReady(WEB, 2);
        assertThat(kubectl.refused("scale", "--current-replicas=3", "--replicas=2", "deployment/" + WEB)) // A7
                .contains("xpected replicas to be 3, was 2");
        awaitReady(WEB, 2);
        minReadyAndRollback();
        kubectl.ok("delete", "deployment", WEB);
        awaitNothing();
    }

    private void minReadyAndRollback() throws IOException {
        kubectl.ok("apply", "-f", manifest("nginx-apps-v1beta1-min-ready.yaml").toString()); // A8
        awaitReady(WEB, 3);
        kubectl.ok("set", "image", "deployment/" + WEB, "nginx=nginx:1.7.9-alpine");
        String waiting = kubectl.ok("rollout", "status", "deployment", WEB); // A10
        assertThat(waiting)
                .contains("Waiting for deployment \"nginx-deployment\" rollout to finish")
                .contains("successfully rolled out");
        String described = kubectl.ok("describe", "deployment", WEB); // A9
        assertThat(described)
                .containsPattern("Name: +nginx-deployment")
                .containsPattern("Namespace: +default")
                .contains("CreationTimestamp:")
                .contains("deployment.kubernetes.io/revision: 2")
                .containsPattern("Selector: +app=nginx")
                .contains("3 desired | 3 updated | 3 total | 3 available | 0 unavailable")
                .containsPattern("StrategyType: +RollingUpdate")
                .containsPattern("MinReadySeconds: +5")
                .contains("25% max unavailable, 25% max surge")
                .contains("Pod Template:")
                .containsPattern("Available +True +MinimumReplicasAvailable")
                .containsPattern("Progressing +True +NewReplicaSetAvailable")
                .contains("OldReplicaSets:")
                .contains("NewReplicaSet:")
                .contains("ScalingReplicaSet");
        assertThat(kubectl.ok("rollout", "undo", "deployment/" + WEB)).contains("rolled back"); // A11
        kubectl.ok("rollout", "status", "deployment", WEB);
        awaitReady(WEB, 3);
        eventually( // a pod of the other revision may take its grace period to go
                SOON,
                () -> kubectl.items("pods").stream().allMatch(p -> image(p).equals("nginx:1.7.9")),
                () -> kubectl.ok("get", "pods", "-o", "wide"));
    }

    private static String image(ObjectNode pod) {
        return Json.textAt(Json.objectsAt(pod, "spec", "containers").get(0), "image");
    }

    @Test
    @Order(2)
    void sectionBControllersKeepTheNumberOfPods() throws IOException {
        kubectl.ok("apply", "-f", manifest("nginx-two.yaml").toString()); // B1
        awaitReady(WEB, 2);
        String first = Json.textAt(kubectl.items("pods").get(0), "metadata", "name");
        kubectl.ok("delete", "pod", first);
        awaitReady(WEB, 2);
        kubectl.ok("run", "bare", "--image=nginx:1.7.9", "--labels=app=nginx");
        String hash = Json.textAt(kubectl.items("rs").get(0), "metadata", "labels", "pod-template-hash");
        eventually(SOON, () -> kubectl.items("pods").size() == 3, () -> kubectl.ok("get", "pods"));
        kubectl.ok("label", "pod", "bare", "pod-template-hash=" + hash);
        eventually(SOON, () -> kubectl.items("pods").size() == 2, () -> kubectl.ok("get", "pods", "--show-labels"));
        kubectl.ok("delete", "deployment", WEB);
        awaitNothing();

        kubectl.ok("apply", "-f", manifest("nginx-replicaset.yaml").toString()); // B2
        eventually(SOON, () -> kubectl.items("pods").size() == 3, () -> kubectl.ok("get", "pods"));
        assertThat(kubectl.items("pods"))
                .allMatch(p -> Json.textAt(
                                Json.objectsAt(p, "metadata", "ownerReferences").get(0), "name")
                        .equals("nginx-set"));
        kubectl.ok("create", "-f", manifest("nginx-three.yaml").toString()); // B2, left in place
        eventually(
                SOON,
                () -> Json.longAt(kubectl.object("rs", "nginx-set"), -1, "spec", "replicas") == 0,
                () -> kubectl.ok("get", "rs"));
        kubectl.ok("delete", "deployment", WEB);
        awaitNothing();
    }

    @Test
    @Order(3)
    void sectionBARolloutStepByStep() throws IOException {
        Kubectl.Result created =
                kubectl.run("create", "-f", manifest("nginx-three.yaml").toString(), "--record"); // B3
        assertThat(created.out()).contains("created");
        assertThat(Json.textAt(
                        kubectl.object("deployment", WEB), "metadata", "annotations", "kubernetes.io/change-cause"))
                .contains("kubectl create");
        awaitReady(WEB, 3); // B4
        kubectl.ok("scale", "deployment", WEB, "--replicas=4"); // B5
        assertThat(kubectl.ok("rollout", "status", "deployment/" + WEB)).contains("successfully rolled out"); // B6
        kubectl.ok("scale", "deployment", WEB, "--replicas=3");
        awaitReady(WEB, 3);
        List<ObjectNode> sets = kubectl.items("rs"); // B7
        assertThat(sets).hasSize(1);
        String hash = Json.textAt(sets.get(0), "metadata", "labels", "pod-template-hash");
        assertThat(Json.textAt(sets.get(0), "metadata", "name")).isEqualTo(WEB + "-" + hash);
        assertThat(kubectl.with("KUBE_EDITOR", "sed -i s/nginx:1.7.9/nginx:1.9.1/")
                        .ok("edit", "deployment/" + WEB))
                .contains("edited"); // B8
        watchTheBounds(); // B11
        awaitReady(WEB, 3);
        String events = kubectl.ok("describe", "deployment", WEB); // B9
        assertThat(events)
                .containsPattern("Scaled up replica set nginx-deployment-\\w+ from 0 to 1")
                .containsPattern("Scaled down replica set nginx-deployment-\\w+ from 3 to 2")
                .containsPattern("Scaled up replica set nginx-deployment-\\w+ from 1 to 2")
                .containsPattern("Scaled down replica set nginx-deployment-\\w+ from 2 to 1")
                .containsPattern("Scaled up replica set nginx-deployment-\\w+ from 2 to 3")
                .containsPattern("Scaled down replica set nginx-deployment-\\w+ from 1 to 0");
        assertThat(kubectl.ok("get", "rs")) // B10
                .containsPattern("nginx-deployment-\\w+ +3 +3 +3")
                .containsPattern("nginx-deployment-\\w+ +0 +0 +0");
        surgeAndUnavailable();
        brokenUpgradeAndHistory();
        kubectl.ok("delete", "deployment", WEB);
        awaitNothing();
    }

    /** With 3 replicas and the default 25 %: 3 available, at most 4 pods in all. */
    private void watchTheBounds() {
        eventually(
                SOON,
                () -> {
                    ObjectNode deployment = kubectl.object("deployment", WEB);
                    ObjectNode status = Json.ensure(deployment, "status");
                    assertThat(Json.longAt(status, 0, "availableReplicas")).isGreaterThanOrEqualTo(3);
                    assertThat(Json.longAt(status, 0, "replicas")).isLessThanOrEqualTo(4);
                    return Json.longAt(status, 0, "observedGeneration")
                                    == Json.longAt(deployment, -1, "metadata", "generation")
                            && Json.longAt(status, 0, "updatedReplicas") == 3
                            && Json.longAt(status, 0, "replicas") == 3;
                },
                () -> kubectl.ok("get", "rs,pods"));
    }

    private void surgeAndUnavailable() { // B12
        String patch = "{\"spec\":{\"strategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"maxSurge\":1,"
                + "\"maxUnavailable\":1}}}}";
        kubectl.ok("patch", "deployment", WEB, "-p", patch);
        kubectl.ok("set", "image", "deployment/" + WEB, "nginx=nginx:1.9.2");
        kubectl.ok("rollout", "status", "deployment/" + WEB);
        kubectl.ok(
                "patch", "deployment", WEB, "-p", patch.replace("\"maxUnavailable\":1", "\"maxUnavailable\":\"50%\""));
        kubectl.ok("set", "image", "deployment/" + WEB, "nginx=nginx:1.9.3");
        kubectl.ok("rollout", "status", "deployment/" + WEB);
        String back = patch.replace("\"maxSurge\":1", "\"maxSurge\":\"25%\"")
                .replace("\"maxUnavailable\":1", "\"maxUnavailable\":\"25%\"");
        kubectl.ok("patch", "deployment", WEB, "-p", back);
        awaitReady(WEB, 3);
    }

    private void brokenUpgradeAndHistory() {
        assertThat(kubectl.ok("set", "image", "deployment/" + WEB, "nginx=nginx:1.91"))
                .contains("image updated"); // B13
        eventually(SOON, () -> kubectl.ok("get", "pods").contains("ImagePull"), () -> kubectl.ok("get", "pods")); // B14
        ObjectNode status = Json.ensure(kubectl.object("deployment", WEB), "status");
        assertThat(Json.longAt(status, 0, "availableReplicas")).isGreaterThanOrEqualTo(3);
        assertThat(Json.longAt(status, 0, "updatedReplicas")).isLessThan(3);
        assertThat(kubectl.ok("rollout", "undo", "deployment/" + WEB)).contains("rolled back"); // B15
        kubectl.ok("rollout", "status", "deployment/" + WEB);
        awaitReady(WEB, 3);
        assertThat(kubectl.ok("rollout", "history", "deployment/" + WEB)) // B16
                .containsPattern("REVISION +CHANGE-CAUSE");
        assertThat(kubectl.ok("rollout", "history", "deployment/" + WEB, "--revision=2")) // B17
                .contains("nginx:1.9.1");
        assertThat(kubectl.ok("rollout", "undo", "deployment/" + WEB, "--to-revision=2"))
                .contains("rolled back"); // B18
        kubectl.ok("rollout", "status", "deployment/" + WEB);
        eventually(
                SOON,
                () -> kubectl.items("pods").stream().allMatch(p -> image(p).equals("nginx:1.9.1")),
                () -> kubectl.ok("get", "pods", "-o", "wide"));
        int before = kubectl.items("rs").size();
        kubectl.ok("rollout", "pause", "deployment/" + WEB); // B19
        kubectl.ok("set", "image", "deployment/" + WEB, "nginx=nginx:1.10");
        kubectl.ok("set", "resources", "deployment/" + WEB, "-c=nginx", "--limits=cpu=200m,memory=64Mi");
        kubectl.ok("set", "env", "deployment/" + WEB, "MODE=paused");
        kubectl.ok("rollout", "resume", "deployment/" + WEB);
        kubectl.ok("rollout", "status", "deployment/" + WEB);
        assertThat(kubectl.items("rs")).hasSize(before + 1);
    }
}
