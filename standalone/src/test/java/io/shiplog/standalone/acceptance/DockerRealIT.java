package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.DockerImages.docker;
import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods as real containers of a real engine, from a Deployment's first to the cluster's stop and return. */
@Tag("real")
class DockerRealIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Containers are found by their namespace, so one of a run's own keeps other clusters on this machine out. */
    private final String namespace = "it-" + UUID.randomUUID().toString().substring(0, 8);

    private final String first = "shiplog-it/words:" + namespace + "-1";
    private final String second = "shiplog-it/words:" + namespace + "-2";

    @TempDir
    Path dir = Path.of("unset");

    private ShiplogCommand shiplog = new ShiplogCommand(Path.of("unset"), "1g");
    private Kubectl kubectl = new Kubectl(Path.of("unset"));
    private String port = "";

    @BeforeEach
    void up() throws Exception {
        Kubectl.required();
        DockerImages.required();
        DockerImages.make(dir.resolve("one"), first, "one");
        DockerImages.make(dir.resolve("two"), second, "two");
        shiplog = new ShiplogCommand(dir.resolve("cluster"), "1g");
        port = ShiplogCommand.freePort();
        start();
        kubectl = shiplog.kubectl();
        kubectl.ok("create", "namespace", namespace);
    }

    private void start() throws Exception {
        shiplog.ok("up", "--detach", "--runtime", "docker", "--nodes", "2", "--port", port);
    }

    @AfterEach
    void down() throws Exception {
        if (!port.isEmpty()) {
            shiplog.run("down");
            List<String> left = DockerImages.containers(namespace, true);
            if (!left.isEmpty()) {
                List<String> remove = new ArrayList<>(List.of("rm", "-f"));
                remove.addAll(left);
                docker(remove.toArray(String[]::new));
            }
            docker("rmi", first, second);
        }
    }

    private String deployment(String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: words, namespace: %s}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: words}}
                  template:
                    metadata: {labels: {app: words}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: main
                        image: "%s"
                        imagePullPolicy: IfNotPresent
                        command: ["/bin/sleep", "3600"]
                        resources: {requests: {cpu: 10m, memory: 8Mi}}
                """.formatted(namespace, image);
    }

    @Test
    void runsADeploymentAsContainersFromItsFirstToTheClustersReturn() throws Exception {
        assertThat(kubectl.runWithInput(deployment(first), "apply", "-f", "-").code())
                .isZero();
        awaitRunning(3, first);
        kubectl.ok("-n", namespace, "scale", "deployment/words", "--replicas=5");
        awaitRunning(5, first);

        docker("kill", DockerImages.containers(namespace, false).get(0));
        eventually(SOON, () -> restarts() == 1, this::seen);
        awaitRunning(5, first);
        String gone = Json.textAt(pods().get(0), "metadata", "name");
        kubectl.ok("-n", namespace, "delete", "pod", gone);
        assertThat(pods()).noneMatch(pod -> Json.textAt(pod, "metadata", "name").equals(gone));
        awaitRunning(5, first);

        kubectl.ok("-n", namespace, "set", "image", "deployment/words", "main=" + second);
        kubectl.ok("-n", namespace, "rollout", "status", "deployment/words", "--timeout=60s");
        awaitRunning(5, second);
        keepsTheOldOnesWhenAnImageIsMissing();

        List<String> before = DockerImages.containers(namespace, false);
        shiplog.ok("down", "--keep");
        assertThat(DockerImages.containers(namespace, false)).isEqualTo(before);
        start();
        awaitRunning(5, second);
        assertThat(DockerImages.containers(namespace, false)).isEqualTo(before);
        shiplog.ok("down");
        assertThat(DockerImages.containers(namespace, true)).isEmpty();

        start();
        awaitRunning(5, second);
        kubectl.ok("-n", namespace, "delete", "deployment", "words");
        eventually(SOON, () -> pods().isEmpty() && existing().isEmpty(), this::seen);
    }

    private void keepsTheOldOnesWhenAnImageIsMissing() throws Exception {
        kubectl.ok("-n", namespace, "set", "image", "deployment/words", "main=127.0.0.1:1/shiplog/missing:1");
        eventually(
                SOON,
                () -> kubectl.ok("-n", namespace, "get", "pods").matches("(?s).*(ErrImagePull|ImagePullBackOff).*"),
                this::seen);
        assertThat(kubectl.ok("-n", namespace, "describe", "pods")).contains("connection refused");
        String available =
                kubectl.ok("-n", namespace, "get", "deployment", "words", "-o", "jsonpath={.status.availableReplicas}");
        assertThat(Integer.parseInt(available)).isGreaterThanOrEqualTo(4);
        kubectl.ok("-n", namespace, "rollout", "undo", "deployment/words");
        kubectl.ok("-n", namespace, "rollout", "status", "deployment/words", "--timeout=60s");
        awaitRunning(5, second);
    }

    private List<ObjectNode> pods() {
        return kubectl.items("pods", "-n", namespace);
    }

    private long restarts() {
        return pods().stream()
                .flatMap(pod -> Json.objectsAt(pod, "status", "containerStatuses").stream())
                .mapToLong(status -> Json.longAt(status, 0, "restartCount"))
                .sum();
    }

    /** As many pods are ready as there are containers, and all are of one image. */
    private void awaitRunning(int count, String image) {
        eventually(
                SOON,
                () -> {
                    List<ObjectNode> pods = pods();
                    return pods.size() == count
                            && pods.stream().allMatch(pod -> ready(pod, image))
                            && running().size() == count;
                },
                this::seen);
    }

    private static boolean ready(ObjectNode pod, String image) {
        return Json.objectsAt(pod, "status", "containerStatuses").stream()
                        .anyMatch(status -> status.path("ready").asBoolean())
                && Json.textAt(Json.objectsAt(pod, "spec", "containers").get(0), "image")
                        .equals(image);
    }

    private List<String> running() {
        return containers(false);
    }

    private List<String> existing() {
        return containers(true);
    }

    private List<String> containers(boolean all) {
        try {
            return DockerImages.containers(namespace, all);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String seen() {
        return kubectl.run("-n", namespace, "get", "deployment,rs,pods", "-o", "wide")
                        .all()
                + kubectl.run("-n", namespace, "get", "events").all()
                + existing();
    }
}
