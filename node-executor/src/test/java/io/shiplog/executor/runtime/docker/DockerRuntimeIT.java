package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.CommandLog;
import io.shiplog.executor.node.NodeClaim;
import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.node.ProcessIdentity;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.machine.RuntimeContext;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.PodStatusReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class DockerRuntimeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String cluster = "it-" + UUID.randomUUID();
    private Cell cell = new Cell("run-1");

    @BeforeAll
    static void needsAnEngine() throws IOException {
        EngineCondition.require();
    }

    @AfterEach
    void removeAll() {
        cell.runtime.close();
        DockerRuntime.removeAll(EngineCondition.HOST, cluster);
    }

    /** A node core on a real engine, turned by the test's own thread. */
    private final class Cell {
        private final DockerRuntime runtime = new DockerRuntime(
                EngineCondition.HOST,
                new RuntimeContext(cluster, "host", List.of("n1"), "127.0.0.1", Path.of("target", "docker-it")));
        private final LinkedBlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
        private final Map<String, PodStatusReport> reports = new LinkedHashMap<>();
        private final List<String> events = new ArrayList<>();
        private final NodeCore core;

        Cell(String instance) {
            NodeClaim claim = NodeClaim.of("n1", "127.0.0.1", "amd64", Map.of("cpu", "8", "memory", "16Gi"), Map.of());
            var machine = new NodeClaim.Machine(runtime.version(), "v1.32.0", "test", "test", "linux", "amd64");
            core = new NodeCore(
                    new ProcessIdentity("host", instance, 1, "", "docker"),
                    List.of(claim),
                    machine,
                    CommandLog.NONE,
                    new Templates());
            core.restore(List.of(), runtime.listPods(), System.currentTimeMillis());
            runtime.start(seen::addAll);
            command("", new NodeRegistered("n1", "host", instance, 1L, ""));
        }

        void command(String uid, @Nullable SpecificRecord value) {
            core.command("n1", uid, value, System.currentTimeMillis());
        }

        void caughtUp() {
            core.caughtUp(System.currentTimeMillis());
        }

        PodStatusReport until(String uid, Predicate<PodStatusReport> wanted) throws InterruptedException {
            turnUntil(() -> reports.containsKey(uid) && wanted.test(reports.get(uid)));
            return Objects.requireNonNull(reports.get(uid));
        }

        private void turnUntil(BooleanSupplier holds) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!holds.getAsBoolean()) {
                assertThat(System.nanoTime())
                        .as("waited in vain; reports: %s", reports)
                        .isLessThan(deadline);
                turn();
            }
        }

        private void turn() throws InterruptedException {
            Observation first = seen.poll(20, TimeUnit.MILLISECONDS);
            long now = System.currentTimeMillis();
            while (first != null) {
                core.observe(first, now);
                first = seen.poll();
            }
            core.tick(now);
            runtime.call(core.takeCalls());
            core.takeReports(1000, now)
                    .forEach(batch -> batch.getPods().forEach(report -> {
                        reports.put(report.getUid(), report);
                        report.getEvents().forEach(event -> events.add(event.getReason() + ": " + event.getMessage()));
                    }));
        }
    }

    private static ObjectNode pod(String name, String restartPolicy, String... command) {
        ObjectNode pod = Pods.pod(name, EngineCondition.IMAGE, restartPolicy);
        ObjectNode container = (ObjectNode) pod.at("/spec/containers/0");
        container.put("imagePullPolicy", "IfNotPresent");
        for (String word : command) {
            container.withArray("command").add(word);
        }
        return pod;
    }

    private static String uid() {
        return UUID.randomUUID().toString();
    }

    private static ContainerReport container(PodStatusReport report) {
        return report.getContainers().get(0);
    }

    private static boolean running(PodStatusReport report) {
        return report.getPhase().equals("Running");
    }

    private static String[] obedient() {
        return new String[] {"sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait; done"};
    }

    @Test
    void startsAContainerReportsItAndStopsItWithinItsGracePeriod() throws InterruptedException {
        cell.caughtUp();
        String uid = uid();
        cell.command(uid, Pods.run("n1", uid, pod("web", "Always", obedient())));
        PodStatusReport report = cell.until(uid, DockerRuntimeIT::running);
        assertThat(container(report).getContainerId()).startsWith("docker://");
        assertThat(container(report).getReady()).isTrue();
        assertThat(report.getPodIp()).isNotEmpty();
        assertThat(cell.events)
                .containsExactly(
                        "Pulled: Container image \"" + EngineCondition.IMAGE + "\" already present on machine",
                        "Created: Created container: nginx",
                        "Started: Started container nginx");
        cell.command(uid, Pods.stop("n1", uid, "web", 30));
        PodStatusReport gone = cell.until(uid, PodStatusReport::getGone);
        assertThat(container(gone).getTerminated().getExitCode()).isZero();
    }

    @Test
    void restartsAContainerThatEndsAndBacksOff() throws InterruptedException {
        cell.caughtUp();
        String uid = uid();
        cell.command(uid, Pods.run("n1", uid, pod("bad", "Always", "sh", "-c", "exit 3")));
        PodStatusReport report = cell.until(uid, r -> container(r).getReason().equals("CrashLoopBackOff"));
        assertThat(container(report).getRestartCount()).isEqualTo(1);
        assertThat(container(report).getLast().getExitCode()).isEqualTo(3);
    }

    @Test
    void aJobRunsToItsEnd() throws InterruptedException {
        cell.caughtUp();
        String uid = uid();
        cell.command(uid, Pods.run("n1", uid, pod("job", "Never", "sh", "-c", "echo done")));
        assertThat(cell.until(uid, r -> r.getPhase().equals("Succeeded")).getContainers())
                .allMatch(c -> c.getTerminated().getReason().equals("Completed"));
    }

    @Test
    void aMissingImageIsReportedInTheEnginesWords() throws InterruptedException {
        cell.caughtUp();
        String uid = uid();
        ObjectNode pod = Pods.pod("web", "localhost:1/no/such:image", "Always");
        cell.command(uid, Pods.run("n1", uid, pod));
        PodStatusReport report = cell.until(uid, r -> container(r).getReason().equals("ErrImagePull"));
        assertThat(container(report).getMessage()).contains("localhost:1");
        cell.until(uid, r -> container(r).getReason().equals("ImagePullBackOff"));
    }

    @Test
    void aCommandThatDoesNotExistIsReportedInTheEnginesWords() throws InterruptedException {
        cell.caughtUp();
        String uid = uid();
        cell.command(uid, Pods.run("n1", uid, pod("web", "Never", "/no/such/command")));
        PodStatusReport report = cell.until(uid, r -> r.getPhase().equals("Failed"));
        assertThat(container(report).getTerminated().getReason()).isEqualTo("ContainerCannotRun");
        assertThat(container(report).getTerminated().getMessage()).contains("/no/such/command");
    }

    @Test
    void containersOfAPodShareItsNetwork() throws InterruptedException {
        cell.caughtUp();
        String uid = uid();
        ObjectNode pod = pod("two", "Always", obedient());
        ObjectNode second = (ObjectNode) pod.at("/spec/containers/0").deepCopy();
        pod.withArray("/spec/containers").add(second.put("name", "second"));
        cell.command(uid, Pods.run("n1", uid, pod));
        assertThat(cell.until(uid, DockerRuntimeIT::running).getContainers()).hasSize(2);
    }

    @Test
    void aReturningExecutorAdoptsWhatIsWantedAndKillsWhatIsNot() throws InterruptedException {
        cell.caughtUp();
        String wanted = uid();
        String unwanted = uid();
        cell.command(wanted, Pods.run("n1", wanted, pod("wanted", "Always", obedient())));
        cell.command(unwanted, Pods.run("n1", unwanted, pod("unwanted", "Always", obedient())));
        String id = container(cell.until(wanted, DockerRuntimeIT::running)).getContainerId();
        cell.until(unwanted, DockerRuntimeIT::running);
        cell.runtime.close();
        cell = new Cell("run-2");
        cell.command(wanted, Pods.run("n1", wanted, pod("wanted", "Always", obedient())));
        cell.caughtUp();
        assertThat(container(cell.until(wanted, DockerRuntimeIT::running)).getContainerId())
                .isEqualTo(id);
        cell.turnUntil(() -> cell.runtime.listPods().size() == 1);
    }

    @Test
    void containersOfADeletedDataDirectoryAreOrphansAndOthersAreNot(@TempDir Path dir) throws Exception {
        Path gone = dir.resolve("gone");
        Path kept = dir.resolve("kept");
        for (Path data : List.of(gone, kept)) {
            String host = String.valueOf(data.getFileName());
            try (DockerRuntime runtime = new DockerRuntime(
                    EngineCondition.HOST, new RuntimeContext(cluster, host, List.of("n1"), "127.0.0.1", data))) {
                LinkedBlockingQueue<Observation> told = new LinkedBlockingQueue<>();
                runtime.start(told::addAll);
                runtime.call(List.of(new RuntimeCall.StartContainer(
                        RuntimeRig.ref(host),
                        RuntimeRig.template(RuntimeRig.spec("sleep", "1000")),
                        0,
                        0,
                        PodConfigs.NONE)));
                assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Observation.Pulled.class);
                assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Observation.Started.class);
            }
        }
        Files.move(gone, dir.resolve("elsewhere"));
        assertThat(EngineOrphans.of(EngineCondition.HOST).values())
                .contains(gone.toString())
                .doesNotContain(kept.toString());
        assertThat(EngineOrphans.remove(EngineCondition.HOST)).isPositive();
        assertThat(EngineOrphans.of(EngineCondition.HOST)).isEmpty();
        assertThat(DockerRuntime.clusters(EngineCondition.HOST)).containsEntry(cluster, 1);
    }

    @Test
    void theNetworkOfADeletedDataDirectoryGoesEvenWhenItsContainersWentBefore(@TempDir Path dir) throws Exception {
        Path data = Files.createDirectory(dir.resolve("gone"));
        try (Engine engine = new Engine(EngineCondition.HOST)) {
            Map<String, String> home = EngineOrphans.home(data);
            var wiring = new PodWiring(engine, cluster, home, "amd64", data, "left to the engine");
            var network = new ClusterNetwork(engine, cluster, "gone", home, wiring);
            assertThat(network.addressOf("uid", true)).isNotEmpty();
            EngineOrphans.remove(EngineCondition.HOST);
            assertThat(engine.subnet(network.name()))
                    .as("its directory is there")
                    .isNotEmpty();
            Files.delete(data);
            EngineOrphans.remove(EngineCondition.HOST);
            assertThat(engine.subnet(network.name())).isEmpty();
        }
    }
}
