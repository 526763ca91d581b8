package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster is, it still is after kill -9, after Ctrl-C, and after its stores were made anew from the log. */
@Tag("real")
class RestartRealIT {

    private static final int SIGINT_BIT = 1 << 1;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 5
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: nginx, image: "nginx:1.7.9"}
            """;

    @TempDir
    Path dir = Path.of("unset");

    private ShiplogCommand shiplog = new ShiplogCommand(Path.of("unset"), "1g");
    private Kubectl kubectl = new Kubectl(Path.of("unset"));
    private String port = "";

    @BeforeEach
    void up() throws Exception {
        Kubectl.required();
        shiplog = new ShiplogCommand(dir.resolve("cluster"), "1g");
        port = ShiplogCommand.freePort();
        start();
        kubectl = shiplog.kubectl();
        assertThat(kubectl.runWithInput(WEB, "apply", "-f", "-").code()).isZero();
        awaitAvailable();
        eventually(SOON, this::isQuiet, () -> versions().toString());
    }

    private void start() throws Exception {
        shiplog.ok("up", "--detach", "--runtime", "simulated", "--port", port);
    }

    @AfterEach
    void down() throws Exception {
        shiplog.run("down");
    }

    @Test
    void goesOnWithTheSameObjectsAndVersionsAfterAKillAndStopsOnCtrlC() throws Exception {
        Map<String, String> before = versions();
        String list =
                Json.textAt(Json.parse(kubectl.ok("get", "--raw", "/api/v1/pods")), "metadata", "resourceVersion");
        ProcessHandle killed = shiplog.process();
        killed.destroyForcibly();
        killed.onExit().get(10, TimeUnit.SECONDS);
        start();
        awaitAvailable();
        assertThat(versions()).isEqualTo(before);
        String watched = kubectl.run("get", "--raw", "/api/v1/pods?watch=true&timeoutSeconds=2&resourceVersion=" + list)
                .all();
        assertThat(watched).doesNotContain("ADDED");
        String made = Json.textAt(
                Json.parse(kubectl.ok("create", "configmap", "later", "-o", "json")), "metadata", "resourceVersion");
        assertThat(Long.parseLong(made)).isGreaterThan(Long.parseLong(list));

        ShiplogCommand beside = new ShiplogCommand(dir.resolve("beside"), "1g");
        beside.ok("up", "--detach", "--runtime", "simulated", "--nodes", "1", "--port", ShiplogCommand.freePort());
        try {
            assertThat(beside.kubectl().items("nodes")).hasSize(1);
            assertThat(beside.kubectl().items("pods")).isEmpty();
            assertThat(kubectl.items("nodes")).hasSize(3);
        } finally {
            beside.run("down");
        }
        ProcessHandle interrupted = shiplog.process();
        new ProcessBuilder("/bin/kill", stopSignal(interrupted.pid()), Long.toString(interrupted.pid()))
                .start()
                .waitFor();
        interrupted.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void makesItsStoresAnewFromTheLogOfResourcesAndStaysQuiet() throws Exception {
        Map<String, String> before = versions();
        shiplog.ok("down");
        assertThat(shiplog.ok("rebuild")).contains("deleted topic shiplog-reconciler-");
        start();
        awaitAvailable();
        eventually(SOON, this::isQuiet, () -> versions().toString());
        assertThat(versions()).isEqualTo(before);
        kubectl.ok("scale", "deployment/web", "--replicas=8");
        eventually(
                SOON, () -> available("8"), () -> kubectl.run("get", "rs,pods").all());
        kubectl.ok("scale", "deployment/web", "--replicas=5");
        awaitAvailable();
        eventually(SOON, () -> kubectl.items("pods").size() == 5, () -> kubectl.ok("get", "pods"));
    }

    /** Ctrl-C's, unless the process inherited from a shell's background job that this one is ignored. */
    private static String stopSignal(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return "-INT";
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0");
        long mask = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
        return (mask & SIGINT_BIT) == 0 ? "-INT" : "-TERM";
    }

    /** uid and resourceVersion of everything that no restart may touch. */
    private Map<String, String> versions() {
        Map<String, String> out = new TreeMap<>();
        for (ObjectNode object : kubectl.items("deployments,replicasets,pods,namespaces", "-A")) {
            out.put(
                    Json.textAt(object, "kind") + "/" + Json.textAt(object, "metadata", "name"),
                    Json.textAt(object, "metadata", "uid") + " @" + Json.textAt(object, "metadata", "resourceVersion"));
        }
        return out;
    }

    private boolean isQuiet() {
        Map<String, String> first = versions();
        try {
            TimeUnit.SECONDS.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return first.equals(versions());
    }

    private boolean available(String count) {
        return kubectl.run("get", "deployment", "web", "-o", "jsonpath={.status.availableReplicas}")
                .out()
                .equals(count);
    }

    private void awaitAvailable() {
        eventually(
                SOON,
                () -> available("5"),
                () -> kubectl.run("get", "deployment,rs,pods").all());
    }
}
