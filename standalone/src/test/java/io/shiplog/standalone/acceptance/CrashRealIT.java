package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.runtime.simulated.JournalReader;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the whole cluster in the middle of its work, by its own command: nothing lost, nothing doubled. */
@Tag("real")
class CrashRealIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** {@code -Dcrash.rounds=20} for a longer look. */
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 5);

    private static final int CRASH_MINUTES = 4;
    private static final int MANY = Integer.getInteger("crash.pods", 500);

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
    void runsExactlyWhatIsWantedAfterEachKillInTheMiddleOfScaling() throws Exception {
        Kubectl kubectl = shiplog.kubectl();
        kubectl.ok("create", "namespace", "other");
        assertThat(kubectl.runWithInput(WEB, "apply", "-f", "-").code()).isZero();
        for (int round = 1; round <= ROUNDS; round++) {
            kubectl.ok("scale", "deployment/web", "--replicas=1");
            awaitReplicas(kubectl, 1);
            Path out = dir.resolve("crash-" + round);
            String atRunning = Integer.toString(1 + round * MANY / (ROUNDS + 1));
            Process crash = shiplog.start(out, "crash", "--quiet-seconds", "2", "--at-running", atRunning);
            eventually(SOON, () -> read(out).contains("waiting until"), () -> read(out));
            kubectl.ok("scale", "deployment/web", "--replicas=" + MANY);
            createInOther(kubectl, "while-scaling-" + round);
            assertThat(crash.waitFor(CRASH_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(read(out)).contains("acknowledged changes that are lost         0");
            assertThat(crash.exitValue()).as(read(out)).isZero();
            createInOther(kubectl, "after-the-kill-" + round);
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

    /** As a client would: asks again when the cluster died before it could answer. */
    private static void createInOther(Kubectl kubectl, String name) {
        eventually(
                SOON,
                () -> kubectl.run("-n", "other", "create", "configmap", name).code() == 0
                        || kubectl.run("-n", "other", "get", "configmap", name).code() == 0,
                () -> kubectl.run("-n", "other", "create", "configmap", name).all());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
