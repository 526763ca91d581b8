package io.shiplog.executor.runtime.docker;

import static io.shiplog.executor.runtime.docker.RuntimeRig.container;
import static io.shiplog.executor.runtime.docker.RuntimeRig.first;
import static io.shiplog.executor.runtime.docker.RuntimeRig.obedient;
import static io.shiplog.executor.runtime.docker.RuntimeRig.ref;
import static io.shiplog.executor.runtime.docker.RuntimeRig.run;
import static io.shiplog.executor.runtime.docker.RuntimeRig.spec;
import static io.shiplog.executor.runtime.docker.RuntimeRig.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Termination;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.LogSource;
import io.shiplog.executor.runtime.LogSource.Position;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.Observation.Probed;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.PodAccess.Streams;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.HookKind;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.executor.runtime.UsageSource.Usage;
import io.shiplog.schemas.object.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real")
class DockerPodsIT {

    private static final String HTTPD = "echo hello > /tmp.html; mkdir -p /www; echo hello > /www/index.html;"
            + " exec /bin/busybox httpd -f -p 8080 -h /www";

    private final String cluster = "it-" + UUID.randomUUID();
    private RuntimeRig rig = rig("host-a");

    /** Who puts interfaces in; tests hold whoever it is. */
    DockerRuntime.Interfaces interfaces() {
        return DockerRuntime.Interfaces.EXECUTOR;
    }

    private RuntimeRig rig(String host) {
        return new RuntimeRig(EngineCondition.HOST, cluster, host, interfaces());
    }

    @BeforeAll
    static void needsAnEngine() throws IOException {
        EngineCondition.require();
    }

    @BeforeEach
    void begin() {
        rig.begin();
    }

    @AfterEach
    void removeAll() {
        rig.close();
        DockerRuntime.removeAll(EngineCondition.HOST, cluster);
        assertThat(DockerRuntime.clusters(EngineCondition.HOST)).doesNotContainKey(cluster);
    }

    private static String output(PodAccess.Session session) throws IOException {
        return new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String exec(PodRef pod, String container, String script) throws IOException, InterruptedException {
        Streams streams = new Streams(false, true, true, false);
        List<String> command = List.of("sh", "-c", script);
        try (PodAccess.Session session = rig.runtime.access().exec(run(pod, container, 0), command, streams)) {
            String out = output(session);
            assertThat(session.exitCode()).as(out).isZero();
            return out.strip();
        }
    }

    @Test
    void aPodKeepsItsAddressAcrossRestartsAndItsLastRunIsKept() throws Exception {
        PodRef pod = ref("restarts");
        PodTemplate fails = template(spec("sh", "-c", "echo -n boom > /dev/termination-log; exit 3"));
        String address = rig.started(pod, fails, 0, 0).podIp();
        assertThat(address).startsWith("10.");
        Termination how = rig.exited(pod, 0, 0).how();
        assertThat(how.exitCode()).isEqualTo(3);
        assertThat(how.reason()).isEqualTo("Error");
        assertThat(how.message()).isEqualTo("boom");
        assertThat(rig.started(pod, fails, 0, 1).podIp()).isEqualTo(address);
        rig.exited(pod, 0, 1);
        assertThat(rig.started(pod, template(spec(obedient())), 0, 2).podIp()).isEqualTo(address);
        assertThat(exec2(pod, "/bin/busybox hostname -i")).isEqualTo(address);
        try (Engine engine = new Engine(EngineCondition.HOST)) {
            assertThat(engine.inspect(ContainerPlan.name(pod, "main", 1))).isNotNull();
            long deadline = System.nanoTime() + RuntimeRig.PATIENCE.toNanos();
            while (engine.inspect(ContainerPlan.name(pod, "main", 0)) != null) {
                assertThat(System.nanoTime()).as("attempt 0 stays").isLessThan(deadline);
            }
        }
    }

    private String exec2(PodRef pod, String script) throws IOException {
        try (PodAccess.Session session = rig.runtime
                .access()
                .exec(run(pod, "main", 2), List.of("sh", "-c", script), new Streams(false, true, true, false))) {
            return output(session).strip();
        }
    }

    @Test
    void containersOfAPodShareItsSandboxAndInitContainersComeFirst() throws Exception {
        PodRef pod = ref("three");
        ObjectNode tree = spec("sh", "-c", HTTPD);
        container(
                ((ObjectNode) tree.get("spec")).withArray("initContainers").addObject(), "init", "sh", "-c", "exit 0");
        container(((ObjectNode) tree.get("spec")).withArray("containers").addObject(), "second", obedient());
        ((ObjectNode) tree.get("spec")).put("hostname", "web-0").put("subdomain", "nginx");
        PodTemplate template = template(tree);
        String address = rig.started(pod, template, 0, 0).podIp();
        assertThat(rig.exited(pod, 0, 0).how().reason()).isEqualTo("Completed");
        assertThat(rig.started(pod, template, 1, 0).podIp()).isEqualTo(address);
        assertThat(rig.started(pod, template, 2, 0).podIp()).isEqualTo(address);
        assertThat(exec(pod, "second", "while ! /bin/busybox wget -qO- http://127.0.0.1:8080/; do :; done"))
                .endsWith("hello");
        assertThat(exec(pod, "second", "/bin/busybox hostname; /bin/busybox grep nginx /etc/hosts"))
                .startsWith("web-0")
                .contains("web-0.nginx.default.svc.cluster.local");
        assertThat(rig.runtime.listPods()).singleElement().satisfies(found -> {
            assertThat(found.podIp()).isEqualTo(address);
            assertThat(found.containers())
                    .extracting(FoundPod.FoundContainer::name)
                    .containsExactlyInAnyOrder("init", "main", "second");
        });
        List<Usage> usages = rig.runtime.usage().usage();
        assertThat(usages).hasSize(2).allMatch(u -> u.memoryBytes() > 0 && u.cpuNanos() > 0);
        assertThat(usages.get(0).receivedBytes()).isPositive();
        assertThat(usages.get(1).receivedBytes()).isEqualTo(-1);
        killSandbox(pod);
        assertThat(rig.exited(pod, 2, 0).how().exitCode()).isEqualTo(137);
        assertThat(rig.started(pod, template, 2, 1).podIp()).isEqualTo(address);
        rig.remove(pod);
        assertThat(rig.runtime.listPods()).isEmpty();
    }

    private static void killSandbox(PodRef pod) throws IOException {
        try (Engine engine = new Engine(EngineCondition.HOST)) {
            assertThat(engine.kill(ContainerPlan.sandboxName(pod), "SIGTERM")).isTrue();
        }
    }

    @Test
    void commandsTakeInputToItsEndAndGiveTheirExitCode() throws Exception {
        PodRef pod = ref("exec");
        rig.started(pod, template(spec(obedient())), 0, 0);
        byte[] much = new byte[1 << 20];
        List<String> command = List.of("sh", "-c", "cat; echo err >&2; exit 7");
        Streams all = new Streams(true, true, true, false);
        try (PodAccess.Session session = rig.runtime.access().exec(run(pod, "main", 0), command, all)) {
            Thread writer = new Thread(() -> feed(session, much));
            writer.start();
            assertThat(session.stdout().readAllBytes()).hasSize(much.length);
            assertThat(new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("err\n");
            assertThat(session.exitCode()).isEqualTo(7);
            writer.join();
        }
        Streams tty = new Streams(true, true, false, true);
        try (PodAccess.Session session = rig.runtime
                .access()
                .exec(run(pod, "main", 0), List.of("sh", "-c", "read x; /bin/busybox stty size"), tty)) {
            session.resize(101, 33);
            session.stdin().write("go\n".getBytes(StandardCharsets.UTF_8));
            assertThat(output(session)).contains("33 101");
            assertThat(session.exitCode()).isZero();
        }
        try (PodAccess.Session session = rig.runtime.access().exec(run(pod, "main", 0), List.of("/no/such"), all)) {
            assertThat(output(session)).contains("/no/such");
            assertThat(session.exitCode())
                    .as("126 up to Docker 20.10, 127 from then on")
                    .isIn(126, 127);
        }
        assertThatThrownBy(() -> rig.runtime.access().exec(run(pod, "other", 0), command, all))
                .isInstanceOf(StatusException.class);
        PodAccess.Session left = rig.runtime.access().exec(run(pod, "main", 0), List.of("sleep", "4321"), all);
        left.close();
        exec(pod, "main", "while /bin/busybox ps | /bin/busybox grep -q '[4]321'; do :; done");
    }

    private static void feed(PodAccess.Session session, byte[] bytes) {
        try (var to = session.stdin()) {
            to.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void attachingToAContainerGivesItItsInput() throws Exception {
        PodRef pod = ref("attach");
        ObjectNode tree = spec("sh", "-c", "while read x; do echo got $x; done; exit 5");
        first(tree).put("stdin", true).put("stdinOnce", true);
        rig.started(pod, template(tree), 0, 0);
        try (PodAccess.Session session =
                rig.runtime.access().attach(run(pod, "main", 0), new Streams(true, true, true, false))) {
            session.stdin().write("one\n".getBytes(StandardCharsets.UTF_8));
            session.stdin().close();
            assertThat(output(session)).isEqualTo("got one\n");
            assertThat(session.exitCode()).isEqualTo(5);
        }
    }

    @Test
    void probesHooksAndPortsReachThePod() throws Exception {
        PodRef pod = ref("probed");
        ObjectNode tree = spec("sh", "-c", HTTPD);
        ObjectNode main = first(tree);
        main.withArray("ports").addObject().put("name", "http").put("containerPort", 8080);
        main.withObject("/startupProbe/httpGet").put("port", "http").put("path", "/");
        main.withObject("/livenessProbe/httpGet").put("port", 8080).put("path", "/nothing");
        main.withObject("/readinessProbe/exec")
                .putArray("command")
                .add("sh")
                .add("-c")
                .add("echo no; exit 1");
        main.withObject("/lifecycle/postStart/exec")
                .putArray("command")
                .add("sh")
                .add("-c")
                .add("exit 2");
        main.withObject("/lifecycle/preStop/sleep").put("seconds", 1);
        PodTemplate template = template(tree);
        rig.started(pod, template, 0, 0);
        connectUntilItListens(pod);
        assertThat(probe(pod, template, ProbeKind.STARTUP).success()).isTrue();
        assertThat(probe(pod, template, ProbeKind.LIVENESS).message())
                .isEqualTo("HTTP probe failed with statuscode: 404");
        Probed readiness = probe(pod, template, ProbeKind.READINESS);
        assertThat(readiness.success()).isFalse();
        assertThat(readiness.message()).isEqualTo("no\n");
        assertThat(hook(pod, template, HookKind.POST_START)).startsWith("command 'sh -c exit 2' exited with 2");
        assertThat(hook(pod, template, HookKind.PRE_STOP)).isEmpty();
    }

    private void connectUntilItListens(PodRef pod) throws IOException {
        long deadline = System.nanoTime() + RuntimeRig.PATIENCE.toNanos();
        while (true) {
            try (PodAccess.Connection connection = rig.runtime.access().connect(pod, 8080)) {
                connection.out().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(new String(connection.in().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("200 OK")
                        .endsWith("hello\n");
                return;
            } catch (IOException e) {
                assertThat(System.nanoTime()).as("%s", e).isLessThan(deadline);
            }
        }
    }

    private Probed probe(PodRef pod, PodTemplate template, ProbeKind kind) throws InterruptedException {
        rig.runtime.call(List.of(new RuntimeCall.Probe(pod, template, 0, 0, kind)));
        return rig.await(Probed.class, p -> p.uid().equals(pod.uid()) && p.kind() == kind);
    }

    private String hook(PodRef pod, PodTemplate template, HookKind kind) throws InterruptedException {
        rig.runtime.call(List.of(new RuntimeCall.RunHook(pod, template, 0, 0, kind)));
        return rig.await(Observation.HookEnded.class, h -> h.uid().equals(pod.uid()) && h.kind() == kind)
                .message();
    }

    /** Keeps lines. */
    private static final class Lines implements LogSource.Sink {
        private final List<LogSource.Line> lines = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch gate;
        private long dropped;

        Lines(CountDownLatch gate) {
            this.gate = gate;
        }

        @Override
        public void line(LogSource.Line line) throws InterruptedException {
            gate.await();
            lines.add(line);
        }

        @Override
        public void dropped(long lines) {
            dropped += lines;
        }

        @Override
        public void end() {
            ended.countDown();
        }

        List<String> texts(boolean stderr) {
            return lines.stream()
                    .filter(line -> line.stderr() == stderr)
                    .map(line -> new String(line.text(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private Lines follow(PodRef pod, Position from) throws Exception {
        Lines lines = new Lines(new CountDownLatch(0));
        try (var follower = rig.runtime.logs().follow(run(pod, "main", 0), from, lines)) {
            assertThat(lines.ended.await(120, TimeUnit.SECONDS)).isTrue();
        }
        return lines;
    }

    @Test
    void linesAreGivenToTheEndAndAgainFromAnyPosition() throws Exception {
        PodRef pod = ref("logs");
        String script = "for i in $(/bin/busybox seq 1 2000); do echo line $i; done; echo oops >&2;"
                + " /bin/busybox head -c 40000 /dev/zero | /bin/busybox tr '\\0' x; echo";
        rig.started(pod, template(spec("sh", "-c", script)), 0, 0);
        Lines all = follow(pod, Position.START);
        assertThat(all.texts(true)).containsExactly("oops");
        List<String> out = all.texts(false);
        assertThat(out).hasSize(2003);
        assertThat(out.get(1999)).isEqualTo("line 2000");
        assertThat(out.subList(2000, 2003)).extracting(String::length).containsExactly(16384, 16384, 7232);
        assertThat(all.lines.stream().filter(LogSource.Line::partial)).hasSize(2);
        for (int taken : List.of(1, 1000, 2002)) {
            LogSource.Line last = all.lines.get(taken - 1);
            Lines rest = follow(pod, new Position(last.after(), taken));
            assertThat(rest.lines).hasSize(all.lines.size() - taken);
            assertThat(rest.dropped).isZero();
        }
    }

    @Test
    void aReaderThatBlocksHoldsUpNeitherTheContainerNorAnotherReader() throws Exception {
        PodRef pod = ref("flood");
        String script = "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; done";
        rig.started(pod, template(spec("sh", "-c", script)), 0, 0);
        CountDownLatch gate = new CountDownLatch(1);
        Lines blocked = new Lines(gate);
        try (var follower = rig.runtime.logs().follow(run(pod, "main", 0), Position.START, blocked)) {
            rig.exited(pod, 0, 0);
            assertThat(follow(pod, Position.START).texts(false)).hasSize(30_000).endsWith("30000");
            gate.countDown();
            assertThat(blocked.ended.await(120, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(blocked.texts(false)).hasSize(30_000).endsWith("30000");
    }

    @Test
    void whatHappenedWhileTheExecutorWasAwayIsFound() throws Exception {
        PodRef lives = ref("lives");
        PodRef ends = ref("ends");
        String address = rig.started(lives, template(spec(obedient())), 0, 0).podIp();
        rig.started(ends, template(spec("sh", "-c", "trap 'exit 42' TERM; while :; do sleep 1 & wait; done")), 0, 0);
        rig.close();
        try (Engine engine = new Engine(EngineCondition.HOST)) {
            assertThat(engine.kill(ContainerPlan.name(ends, "main", 0), "SIGTERM"))
                    .isTrue();
        }
        rig = rig("host-a");
        List<FoundPod> found = rig.runtime.listPods();
        assertThat(found).hasSize(2);
        FoundPod adopted =
                found.stream().filter(p -> p.ref().equals(lives)).findFirst().orElseThrow();
        assertThat(adopted.podIp()).isEqualTo(address);
        assertThat(adopted.containers().get(0).ended()).isNull();
        rig.begin();
        assertThat(rig.exited(ends, 0, 0).how().exitCode()).isEqualTo(42);
        assertThat(rig.started(ref("new"), template(spec(obedient())), 0, 0).podIp())
                .isNotEqualTo(address);
        try (RuntimeRig other = rig("host-b")) {
            assertThat(other.runtime.listPods()).isEmpty();
            other.begin();
            assertThat(other.started(ref("apart"), template(spec(obedient())), 0, 0)
                            .podIp())
                    .isNotEqualTo(address);
        }
        assertThat(rig.runtime.listPods()).hasSize(3);
    }

    @Test
    void securityContextsAreHeldOrRefused() throws Exception {
        ObjectNode root = spec(obedient());
        first(root).withObject("/securityContext").put("runAsNonRoot", true);
        var refused = rig.refused(ref("root"), template(root));
        assertThat(refused.reason()).isEqualTo("CreateContainerConfigError");
        assertThat(refused.message()).startsWith("container has runAsNonRoot and image will run as root");
        ObjectNode tree = spec(obedient());
        first(tree)
                .withObject("/securityContext")
                .put("runAsUser", 1000)
                .put("runAsGroup", 2000)
                .put("runAsNonRoot", true)
                .put("readOnlyRootFilesystem", true)
                .put("allowPrivilegeEscalation", false)
                .withObject("/capabilities")
                .putArray("drop")
                .add("ALL");
        ObjectNode podContext =
                ((ObjectNode) tree.get("spec")).putObject("securityContext").put("fsGroup", 3000);
        podContext
                .putArray("sysctls")
                .addObject()
                .put("name", "net.ipv4.ip_unprivileged_port_start")
                .put("value", "80");
        first(tree).withObject("/resources/limits").put("cpu", "500m").put("memory", "64Mi");
        PodRef pod = ref("held");
        rig.started(pod, template(tree), 0, 0);
        assertThat(exec(pod, "main", "/bin/busybox id -u; /bin/busybox id -g; /bin/busybox id -G"))
                .startsWith("1000\n2000\n")
                .contains("3000");
        assertThat(exec(pod, "main", "touch /x 2>&1 || /bin/busybox touch /x 2>&1 || true"))
                .contains("Read-only");
        assertThat(exec(pod, "main", "/bin/busybox grep -E 'NoNewPrivs|CapBnd' /proc/self/status"))
                .contains("0000000000000000")
                .endsWith("NoNewPrivs:\t1");
        assertThat(exec(pod, "main", "cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/1/oom_score_adj"))
                .startsWith("80\n")
                .matches("(?s).*\n(-997|0)"); // 0 where the engine may not lower it
        try (Engine engine = new Engine(EngineCondition.HOST)) {
            var host = Objects.requireNonNull(engine.inspect(ContainerPlan.name(pod, "main", 0)))
                    .getHostConfig();
            assertThat(host.getCpuQuota()).isEqualTo(50_000);
            assertThat(host.getMemorySwap()).isEqualTo(64L << 20);
        }
    }

    @Test
    void imagesAreListedAndThoseInUseStay() throws Exception {
        rig.started(ref("image"), template(spec(obedient())), 0, 0);
        var image = rig.runtime.images().list().stream()
                .filter(i -> i.names().contains(EngineCondition.IMAGE))
                .findFirst()
                .orElseThrow();
        assertThat(image.inUse()).isTrue();
        assertThat(image.sizeBytes()).isPositive();
        assertThat(rig.runtime.images().remove(image.id())).isFalse();
        var wrong = spec("true");
        first(wrong).put("image", "UPPER:1");
        assertThat(rig.refused(ref("name"), template(wrong)).reason()).isEqualTo("InvalidImageName");
    }

    @Test
    void aLimitThatTheEngineDoesNotTakeIsRefusedInItsWords() throws Exception {
        ObjectNode tight = spec(obedient());
        first(tight).withObject("/resources/limits").put("memory", "1Mi");
        var refused = rig.refused(ref("tight"), template(tight));
        assertThat(refused.reason()).isEqualTo("CreateContainerError");
        assertThat(refused.message()).containsIgnoringCase("minimum memory limit");
    }
}
