package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.runtime.simulated.JournalReader;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors in processes of their own beside the control plane: each may die, freeze or come back. */
@Tag("real")
class NodeFailureRealIT {

    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final Duration REPLACED = Duration.ofSeconds(40);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> NAMES = List.of("red", "green", "blue");
    private static final int REPLICAS = 9;

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 9
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

    private final Map<String, NodeProcess> executors = new LinkedHashMap<>();
    private ShiplogCommand shiplog = new ShiplogCommand(Path.of("unset"), "1g");
    private Kubectl kubectl = new Kubectl(Path.of("unset"));
    private String port = "";

    @BeforeEach
    void up() throws Exception {
        Kubectl.required();
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "processes are frozen with /bin/kill");
        shiplog = new ShiplogCommand(dir.resolve("cluster"), "1g");
        port = ShiplogCommand.freePort();
        controlPlane();
        kubectl = shiplog.kubectl();
        for (String name : NAMES) {
            executors.put(name, executor(name, name));
        }
        eventually(SOON, () -> NAMES.stream().allMatch(name -> ready(name).equals("True")), this::seen);
        assertThat(kubectl.runWithInput(WEB, "apply", "-f", "-").code()).isZero();
        awaitAvailable();
    }

    private void controlPlane() throws Exception {
        shiplog.ok("up", "--detach", "--nodes", "0", "--port", port);
    }

    @AfterEach
    void down() throws Exception {
        executors.values().forEach(NodeProcess::close);
        shiplog.run("down");
    }

    private NodeProcess executor(String directory, String name) throws IOException {
        return new NodeProcess(shiplog, dir.resolve(directory), name, Map.of(), "--runtime", "simulated");
    }

    @Test
    void replacesThePodsOfADeadNodeAndOfNoOther() throws Exception {
        aKilledExecutorIsReplacedAndComesBack();
        executorsThatFreezeTogetherLoseNothing();
        theControlPlaneMayRestart();
        aNameIsTakenOnce();
        aDeletedNodeTakesItsPodsAlong();
    }

    private void aKilledExecutorIsReplacedAndComesBack() throws Exception {
        kill("red");
        eventually(NOTICED, () -> !ready("red").equals("True"), this::seen);
        eventually(
                REPLACED,
                () -> pods().stream().filter(pod -> !node(pod).equals("red")).count() == REPLICAS && available(),
                this::seen);
        assertThat(pods()).filteredOn(pod -> node(pod).equals("red")).allMatch(NodeFailureRealIT::terminating);
        executors.put("red", executor("red", "red"));
        eventually(SOON, () -> ready("red").equals("True"), this::seen);
        eventually(SOON, () -> pods().size() == REPLICAS && available(), this::seen);
        eventually(SOON, () -> live("red") == 0, this::seen);
    }

    private void executorsThatFreezeTogetherLoseNothing() throws Exception {
        Map<String, Long> before = restartsByUid();
        signal("-STOP");
        TimeUnit.SECONDS.sleep(8); // twice the silence after which one node alone is given up
        assertThat(NAMES).allMatch(name -> ready(name).equals("True"));
        signal("-CONT");
        eventually(SOON, () -> NAMES.stream().allMatch(name -> ready(name).equals("True")), this::seen);
        TimeUnit.SECONDS.sleep(3); // the time in which a wrong verdict would have its effect
        assertThat(restartsByUid()).isEqualTo(before);
    }

    private void theControlPlaneMayRestart() throws Exception {
        Map<String, Long> before = restartsByUid();
        shiplog.process().destroyForcibly();
        eventually(SOON, () -> !alive(), this::seen);
        controlPlane();
        awaitAvailable();
        TimeUnit.SECONDS.sleep(8); // longer than the silence after which a node is given up
        assertThat(NAMES).allMatch(name -> ready(name).equals("True"));
        assertThat(restartsByUid()).isEqualTo(before);
        kubectl.ok("scale", "deployment/web", "--replicas=12");
        eventually(SOON, () -> pods().size() == 12 && ready(12), this::seen);
        kubectl.ok("scale", "deployment/web", "--replicas=" + REPLICAS);
        eventually(SOON, () -> pods().size() == REPLICAS && available(), this::seen);
    }

    private void aNameIsTakenOnce() throws Exception {
        Map<String, Long> before = restartsByUid();
        NodeProcess second = executor("thief", "green");
        assertThat(second.process().waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second.process().exitValue()).isNotZero();
        assertThat(second.printed()).contains("green").contains("executor-green");
        assertThat(ready("green")).isEqualTo("True");
        assertThat(restartsByUid()).isEqualTo(before);
    }

    private void aDeletedNodeTakesItsPodsAlong() throws Exception {
        kill("blue");
        kubectl.ok("delete", "node", "blue");
        eventually(
                REPLACED,
                () -> pods().size() == REPLICAS
                        && pods().stream().noneMatch(pod -> node(pod).equals("blue")),
                this::seen);
        awaitAvailable();
    }

    private void kill(String name) throws InterruptedException {
        Objects.requireNonNull(executors.get(name)).kill();
    }

    private boolean alive() {
        try {
            return shiplog.process().isAlive();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        for (NodeProcess executor : executors.values()) {
            new ProcessBuilder(
                            "/bin/kill",
                            signal,
                            Long.toString(executor.process().pid()))
                    .start()
                    .waitFor();
        }
    }

    private int live(String directory) {
        Path journal = dir.resolve(directory).resolve("roles/node-executor/simulated.journal");
        long own = pods().stream().filter(pod -> node(pod).equals(directory)).count();
        return (int) (JournalReader.read(List.of(journal)).livePods() - own);
    }

    private List<ObjectNode> pods() {
        return kubectl.items("pods");
    }

    private static String node(ObjectNode pod) {
        return Json.textAt(pod, "spec", "nodeName");
    }

    private static boolean terminating(ObjectNode pod) {
        return !Json.textAt(pod, "metadata", "deletionTimestamp").isEmpty();
    }

    private Map<String, Long> restartsByUid() {
        Map<String, Long> out = new TreeMap<>();
        for (ObjectNode pod : pods()) {
            long restarts = Json.objectsAt(pod, "status", "containerStatuses").stream()
                    .mapToLong(status -> Json.longAt(status, 0, "restartCount"))
                    .sum();
            out.put(Json.textAt(pod, "metadata", "uid"), restarts);
        }
        return out;
    }

    private String ready(String node) {
        String path = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}";
        return kubectl.run("get", "node", node, "-o", path).out();
    }

    private boolean available() {
        return ready(REPLICAS);
    }

    private boolean ready(int count) {
        String path = "jsonpath={.status.availableReplicas}";
        return kubectl.run("get", "deployment", "web", "-o", path).out().equals(Integer.toString(count));
    }

    private void awaitAvailable() {
        eventually(SOON, this::available, this::seen);
    }

    private String seen() {
        StringBuilder consoles = new StringBuilder();
        executors.values().forEach(executor -> consoles.append(executor.printed()));
        return kubectl.run("get", "nodes,deployment,rs,pods", "-o", "wide").all() + consoles;
    }
}
