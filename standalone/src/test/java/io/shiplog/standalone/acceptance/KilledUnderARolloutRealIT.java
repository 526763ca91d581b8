package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.testing.OwnEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of an executor alone, and of the engine alone, while a Deployment rolls out on it. {@link RealPods} does the
 * same to the whole cluster.
 */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledUnderARolloutRealIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** Of this class alone, as it is removed at its end while others may run. */
    private static final String IMAGE = "shiplog-it/killed:1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    private ShiplogCommand shiplog = new ShiplogCommand(Path.of("unset"), "1g");
    private Kubectl kubectl = new Kubectl(Path.of("unset"));

    @BeforeAll
    void up() throws Exception {
        Kubectl.required();
        shiplog = new ShiplogCommand(dir.resolve("cluster"), "1g");
        shiplog.ok("up", "--detach", "--nodes", "0", "--port", ShiplogCommand.freePort());
        kubectl = shiplog.kubectl();
    }

    @AfterAll
    void down() throws Exception {
        shiplog.run("down");
    }

    @AfterEach
    void deleteAll() {
        kubectl.run("delete", "deployments,pods,nodes", "--all", "--grace-period=0", "--force", "--wait=false");
    }

    private NodeProcess node(String name, Map<String, String> environment, String runtime) throws Exception {
        NodeProcess node = new NodeProcess(shiplog, dir.resolve(name), name, environment, "--runtime", runtime);
        eventually(SOON, () -> ready(name).equals("True"), node::printed);
        return node;
    }

    private String ready(String node) {
        return readyCondition(node, "status");
    }

    private String readyCondition(String node, String field) {
        String path = "jsonpath={.status.conditions[?(@.type==\"Ready\")]." + field + "}";
        return kubectl.run("get", "node", node, "-o", path).out();
    }

    private void gone() {
        kubectl.ok("delete", "deployments,pods", "--all", "--grace-period=1", "--wait=false");
        eventually(
                SOON,
                () -> kubectl.items("pods").isEmpty(),
                () -> kubectl.run("get", "pods").all());
    }

    @Test
    void anExecutorOfProcessesFindsThemAgain() throws Exception {
        try (NodeProcess node = node("bare", Map.of(), "process")) {
            executorIsKilled(node, "bare");
        }
    }

    @Test
    void anExecutorOfContainersFindsThemAgain() throws Exception {
        DockerImages.required();
        try (ServingImages images = ServingImages.make(dir.resolve("images"), List.of(IMAGE));
                NodeProcess node = node("dock", Map.of(), "docker")) {
            executorIsKilled(node, "dock");
        }
    }

    private void executorIsKilled(NodeProcess node, String name) throws Exception {
        InterruptedRollout rollout = InterruptedRollout.halfway(kubectl, dir.resolve("notes-" + name), name, IMAGE);
        node.kill();
        rollout.oneEnds();
        node.restart();
        rollout.completes();
        gone();
    }

    /** With live restore, as an engine without it ends its containers itself when it comes back. */
    @Test
    void anEngineThatComesBackHasLostNothing() throws Exception {
        DockerImages.required();
        Assumptions.assumeTrue(OwnEngine.missing().isEmpty(), OwnEngine.missing());
        try (OwnEngine engine = OwnEngine.start("shiplogit1", "10.254.252.1/24", "--live-restore");
                ServingImages images = ServingImages.on(engine.host(), dir.resolve("own-images"), List.of(IMAGE));
                NodeProcess node = node("own", Map.of("DOCKER_HOST", engine.host()), "docker")) {
            InterruptedRollout rollout = InterruptedRollout.halfway(kubectl, dir.resolve("notes-own"), "own", IMAGE);
            engine.kill();
            rollout.oneEnds();
            eventually(SOON, () -> !ready("own").equals("True"), node::printed);
            assertThat(readyCondition("own", "message")).contains("container runtime is down");
            engine.restart();
            rollout.completes();
            gone();
        }
    }
}
