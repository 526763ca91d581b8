package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.runtime.simulated.JournalReader;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the whole cluster in the middle of its work, by its own command: nothing lost, nothing doubled. */
@Tag("crash")
class CrashRealIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ROUNDS = 5;
    private static final int MANY = 500;

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: nginx, image: "nginx:1.7.9"}
            """;

    @TempDir
    Path dir = Path.of("unset");

    private ShiplogCommand shiplog = new ShiplogCommand(Path.of("unset"), "1g");

    @BeforeEach
    void up() throws Exception {
        Kubectl.required();
        shiplog = new ShiplogCommand(dir.resolve("cluster"), "1g");
        shiplog.ok(
                "up",
                "--detach",
                "--runtime",
                "simulated",
                "--nodes",
                "6",
                "--node-cpu",
                "64",
                "--port",
                ShiplogCommand.freePort());
    }

    @AfterEach
    void down() throws Exception {
        shiplog.run("down");
    }

    @Test
    void runsExactlyWhatIsWantedAfterEachOfFiveKillsInTheMiddleOfScaling() throws Exception {
        Kubectl kubectl = shiplog.kubectl();
        kubectl.ok("create", "namespace", "other");
        assertThat(kubectl.runWithInput(WEB, "apply", "-f", "-").code()).isZero();
        for (int round = 1; round <= ROUNDS; round++) {
            kubectl.ok("scale", "deployment/web", "--replicas=1");
            awaitReplicas(kubectl, 1);
            kubectl.ok("scale", "deployment/web", "--replicas=" + MANY);
            kubectl.ok("-n", "other", "create", "configmap", "while-scaling-" + round);
            String report = shiplog.ok("crash", "--quiet-seconds", "2");
            assertThat(report).contains("acknowledged changes that are lost         0");
            kubectl.ok("-n", "other", "create", "configmap", "after-the-kill-" + round);
            awaitReplicas(kubectl, MANY);
            JournalReader.Report ran = JournalReader.read(journals());
            assertThat(ran.twice()).isEmpty();
            assertThat(ran.livePods()).isEqualTo(MANY);
        }
        assertThat(kubectl.items("configmaps", "-n", "other").stream()
                        .map(map -> Json.textAt(map, "metadata", "name"))
                        .filter(name -> !name.startsWith("kube-")))
                .hasSize(2 * ROUNDS);
    }

    private static void awaitReplicas(Kubectl kubectl, int count) {
        eventually(
                SOON,
                () -> kubectl.run("get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}")
                                .out()
                                .equals(Integer.toString(count))
                        && kubectl.run("get", "pods", "-o", "name")
                                        .out()
                                        .lines()
                                        .count()
                                == count,
                () -> kubectl.run("get", "deployment,rs").out());
    }

    private List<Path> journals() throws IOException {
        try (Stream<Path> found = Files.walk(shiplog.dataDir().resolve("roles"))) {
            return found.filter(file -> file.endsWith("simulated.journal")).toList();
        }
    }
}
