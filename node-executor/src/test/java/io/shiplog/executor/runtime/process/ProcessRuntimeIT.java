package io.shiplog.executor.runtime.process;

import static io.shiplog.executor.runtime.process.ProcessRig.container;
import static io.shiplog.executor.runtime.process.ProcessRig.shell;
import static io.shiplog.executor.runtime.process.ProcessRig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.Termination;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.Observation.Exited;
import io.shiplog.executor.runtime.Observation.PodRemoved;
import io.shiplog.executor.runtime.Observation.StartFailed;
import io.shiplog.executor.runtime.Observation.Started;
import io.shiplog.executor.runtime.Observation.Warned;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.executor.runtime.process.ProcessRig.Subject;
import io.shiplog.schemas.object.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, with and without an executor that looks after them. */
@Tag("real")
class ProcessRuntimeIT {

    @TempDir
    Path dir = Path.of("unset");

    private ProcessRig rig = new ProcessRig(Path.of("target", "unset"));

    @BeforeEach
    void begin() {
        rig = new ProcessRig(dir).start();
    }

    @AfterEach
    void end() {
        rig.removeAll();
        rig.close();
    }

    /** The executor is gone and a new one comes, on the same directory. */
    private void again() {
        rig.close();
        rig = new ProcessRig(dir);
    }

    private FoundPod.FoundContainer found() {
        List<FoundPod> pods = rig.runtime.listPods();
        assertThat(pods).hasSize(1);
        return pods.get(0).containers().get(0);
    }

    private void untilItSpeaks(Subject pod) {
        Run run = Objects.requireNonNull(rig.runtime.run(pod.run(0)));
        until("it speaks", () -> !run.folder.text("log/stdout").isEmpty());
    }

    @Test
    void aPodThatIsRemovedWhileItStartsLeavesNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            Subject pod = shell("sleep 1000");
            rig.call(pod.start(0), new RuntimeCall.RemovePod(pod.ref()));
            rig.await(PodRemoved.class);
        }
        until(
                "no process is left",
                () -> Proc.all().stream()
                        .noneMatch(stat -> Proc.variable(stat.pid(), Trees.MARK).startsWith(dir.toString())));
    }

    @Test
    void runsACommandInASessionOfItsOwnAndTellsHowItEnded() throws Exception {
        Subject pod = shell("echo hello; exit 3");
        Started started = rig.started(pod);
        assertThat(started.podIp()).startsWith("127.");
        Termination how = rig.await(Exited.class).how();
        assertThat(how.exitCode()).isEqualTo(3);
        assertThat(how.reason()).isEqualTo("Error");
        assertThat(how.startedMillis()).isPositive().isLessThanOrEqualTo(how.finishedMillis());
        assertThat(rig.all(pod, 0).texts()).containsExactly("out hello");
    }

    @Test
    void hasACleanEnvironmentWithAnAddressOfItsOwn() throws Exception {
        Subject pod = shell("env | sort; pwd; hostname", spec -> {
            container(spec).putArray("env").addObject().put("name", "GREETING").put("value", "it's \"fine\" $HOME");
            return spec;
        });
        Started started = rig.started(pod);
        rig.await(Exited.class);
        List<String> lines = rig.all(pod, 0).texts();
        assertThat(lines)
                .contains(
                        "out GREETING=it's \"fine\" $HOME",
                        "out HOSTNAME=web-0",
                        "out POD_IP=" + started.podIp(),
                        "out PATH=" + Tools.PATH)
                .noneMatch(line -> line.startsWith("out JAVA") || line.startsWith("out SHLVL"));
    }

    @Test
    void asksForACommandWhereOnlyAnImageIsGiven() throws Exception {
        rig.call(shell("").start(0));
        StartFailed failed = rig.await(StartFailed.class);
        assertThat(failed.reason()).isEqualTo("CreateContainerError");
        assertThat(failed.message())
                .isEqualTo("image nginx:1.7.9 needs a container engine: install docker.io or podman, start with"
                        + " --runtime simulated, or give the container a command");
    }

    @Test
    void saysThatACommandIsNotThere() throws Exception {
        rig.call(shell("", spec -> {
                    container(spec).putArray("command").add("no-such-command").add("-v");
                    return spec;
                })
                .start(0));
        StartFailed failed = rig.await(StartFailed.class);
        assertThat(failed.reason()).isEqualTo("RunContainerError");
        assertThat(failed.message()).contains("exec: \"no-such-command\": executable file not found in $PATH");
    }

    @Test
    void stopsTheCommandAndNotItsShimSoThatTheExitCodeIsKept() throws Exception {
        Subject pod = shell("trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done");
        rig.started(pod);
        untilItSpeaks(pod);
        rig.call(pod.stop(false));
        assertThat(rig.await(Exited.class).how().exitCode()).isEqualTo(7);
    }

    @Test
    void killsACommandThatDoesNotListen() throws Exception {
        Subject pod = shell("trap '' TERM; echo up; while :; do sleep 0.05; done");
        rig.started(pod);
        untilItSpeaks(pod);
        rig.call(pod.stop(false), pod.stop(true));
        assertThat(rig.await(Exited.class).how().exitCode()).isEqualTo(137);
    }

    @Test
    void leavesNothingOfTheTreeWhenTheFirstProcessEnds() throws Exception {
        Subject pod = shell("setsid sleep 1000 & (setsid setsid sleep 1001 &) ; echo $!; sleep 0.1; exit 0");
        rig.started(pod);
        Run run = Objects.requireNonNull(rig.runtime.run(pod.run(0)));
        rig.await(Exited.class);
        assertThat(new Trees(Cgroups.find(Path.of("/nowhere"))).of(run)).isEmpty();
    }

    @Test
    void leavesNothingOfTheTreeWithoutControlGroupsEither() throws Exception {
        rig.close();
        rig = new ProcessRig(dir, Cgroups.find(Path.of("/nowhere"))).start();
        leavesNothingOfTheTreeWhenTheFirstProcessEnds();
    }

    @Test
    void removesEverythingOfAPod() throws Exception {
        Subject pod = shell("sleep 1000 & sleep 1001");
        rig.started(pod);
        Run run = Objects.requireNonNull(rig.runtime.run(pod.run(0)));
        ProcessMark shim = Objects.requireNonNull(run.folder.shim());
        rig.call(new RuntimeCall.RemovePod(pod.ref()));
        rig.await(PodRemoved.class);
        assertThat(shim.runs()).isFalse();
        assertThat(Proc.all())
                .noneMatch(stat -> Proc.variable(stat.pid(), Trees.MARK).startsWith(dir.toString()));
        try (Stream<Path> left = Files.list(dir.resolve("pods"))) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> left = Files.list(dir.resolve("addresses"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void adoptsWhatRunsWhenANewExecutorComes() throws Exception {
        Subject pod = shell("sleep 1000");
        Started started = rig.started(pod);
        long pid = rig.pid(pod);
        again();
        assertThat(found().ended()).isNull();
        assertThat(found().attempt()).isZero();
        assertThat(rig.runtime.listPods().get(0).podIp()).isEqualTo(started.podIp());
        rig.start();
        rig.call(pod.start(0)); // asked again, it is left alone
        rig.await(Started.class);
        assertThat(rig.pid(pod)).isEqualTo(pid);
        rig.call(pod.stop(true));
        assertThat(rig.await(Exited.class).how().exitCode()).isEqualTo(137);
    }

    @Test
    void keepsTheExitCodeOfACommandThatEndsWhileNoExecutorIsThere() throws Exception {
        Path gate = dir.resolve("gate");
        Subject pod = shell("while [ ! -e " + gate + " ]; do sleep 0.02; done; exit 9");
        rig.started(pod);
        Run run = Objects.requireNonNull(rig.runtime.run(pod.run(0)));
        rig.close();
        Files.createFile(gate);
        until("it has ended", () -> run.folder.exitCode().isPresent());
        again();
        Termination how = Objects.requireNonNull(found().ended());
        assertThat(how.exitCode()).isEqualTo(9);
        rig.start();
    }

    @Test
    void noticesThatAnAdoptedCommandEnds() throws Exception {
        Path gate = dir.resolve("gate");
        Subject pod = shell("while [ ! -e " + gate + " ]; do sleep 0.02; done; exit 5");
        rig.started(pod);
        again();
        assertThat(found().ended()).isNull();
        rig.start();
        Files.createFile(gate);
        Exited exited = rig.await(Exited.class);
        assertThat(exited.how().exitCode()).isEqualTo(5);
        assertThat(System.currentTimeMillis() - exited.how().finishedMillis()).isLessThan(1_000);
    }

    @Test
    void saysSoWhenACommandAndItsShimWereKilledByOthers() throws Exception {
        Subject pod = shell("sleep 1000");
        rig.started(pod);
        Run run = Objects.requireNonNull(rig.runtime.run(pod.run(0)));
        Objects.requireNonNull(run.folder.shim()).signal(true);
        Objects.requireNonNull(run.folder.process()).signal(true);
        Termination how = rig.await(Exited.class).how();
        assertThat(how.exitCode()).isEqualTo(137);
        assertThat(how.reason()).isEqualTo("ContainerStatusUnknown");
    }

    @Test
    void keepsTheLastTwoRuns() throws Exception {
        Subject pod = shell("echo run; exit 1");
        for (int attempt = 0; attempt < 3; attempt++) {
            rig.call(pod.start(attempt));
            rig.await(Exited.class);
        }
        try (Stream<Path> left =
                Files.list(dir.resolve("pods").resolve(pod.ref().uid()).resolve("containers"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("web-1", "web-2");
        }
        assertThat(rig.all(pod, 1).texts()).containsExactly("out run");
    }

    @Test
    void givesEveryPodAnAddressOfItsOwn() throws Exception {
        String first = rig.started(shell("sleep 1000")).podIp();
        String second = rig.started(shell("sleep 1000")).podIp();
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void warnsWhenAPortIsTakenEverywhere() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            rig.call(shell("sleep 1000", spec -> {
                        container(spec).putArray("ports").addObject().put("containerPort", taken.getLocalPort());
                        return spec;
                    })
                    .start(0));
            Warned warned = rig.await(Warned.class);
            assertThat(warned.reason()).isEqualTo("PortConflict");
            assertThat(warned.message()).startsWith("Port " + taken.getLocalPort() + " of container web is taken");
        }
    }

    @Test
    void warnsWhenAPortIsTakenAtItsOwnAddress() throws Exception {
        InetAddress node = InetAddress.getByName(ProcessRig.ADDRESS);
        try (ServerSocket taken = new ServerSocket(0, 1, node)) {
            rig.call(shell("exit 1", pod -> {
                        pod.withObject("/spec").put("hostNetwork", true);
                        container(pod).putArray("ports").addObject().put("containerPort", taken.getLocalPort());
                        return pod;
                    })
                    .start(0));
            Warned warned = rig.await(Warned.class);
            assertThat(warned.reason()).isEqualTo("PortConflict");
            assertThat(warned.message())
                    .contains("listens on it at " + ProcessRig.ADDRESS + ": it cannot listen there")
                    .endsWith("Give the container another port");
        }
    }

    @Test
    void saysWhatItUses() throws Exception {
        Subject pod = shell("i=0; while :; do i=$((i + 1)); done");
        rig.started(pod);
        until(
                "it has used something",
                () -> rig.runtime.usage().usage().stream()
                        .anyMatch(use -> use.cpuNanos() > 10_000_000 && use.memoryBytes() > 0));
        UsageSource.Usage use = rig.runtime.usage().usage().get(0);
        assertThat(use.pod()).isEqualTo(pod.ref());
        assertThat(use.container()).isEqualTo("web");
    }

    @Test
    void mountsAVolumeWhereThisMachineHasNothing() throws Exception {
        Subject pod =
                shell("ls -d /data-of-a-pod /etc/of-a-pod; cat /etc/of-a-pod/name; echo x > /data-of-a-pod/y", spec -> {
                    spec.withObject("/spec")
                            .putArray("volumes")
                            .addObject()
                            .put("name", "data")
                            .putObject("emptyDir");
                    var info = spec.withObject("/spec")
                            .withArray("/volumes")
                            .addObject()
                            .put("name", "info");
                    info.putObject("downwardAPI")
                            .putArray("items")
                            .addObject()
                            .put("path", "name")
                            .putObject("fieldRef")
                            .put("fieldPath", "metadata.name");
                    var mounts = container(spec).putArray("volumeMounts");
                    mounts.addObject().put("name", "data").put("mountPath", "/data-of-a-pod");
                    mounts.addObject().put("name", "info").put("mountPath", "/etc/of-a-pod");
                    return spec;
                });
        rig.started(pod);
        assertThat(rig.await(Exited.class).how().exitCode()).isZero();
        assertThat(rig.all(pod, 0).texts()).containsExactly("out /data-of-a-pod", "out /etc/of-a-pod", "out web-0");
        assertThat(dir.resolve("pods").resolve(pod.ref().uid()).resolve("volumes/data/y"))
                .exists();
        assertThat(Path.of("/data-of-a-pod")).doesNotExist();
        assertThat(Path.of("/etc/of-a-pod")).doesNotExist();
    }

    @Test
    void runsAsTheUserThatTheSpecSays() throws Exception {
        Subject pod = shell("id -u; id -g; echo end > /dev/termination-log; echo x > y", spec -> {
            container(spec).putObject("securityContext").put("runAsUser", 4711).put("runAsGroup", 4712);
            return spec;
        });
        rig.started(pod);
        Termination how = rig.await(Exited.class).how();
        assertThat(rig.all(pod, 0).texts()).containsExactly("out 4711", "out 4712");
        assertThat(how.exitCode()).isZero();
        assertThat(how.message()).isEqualTo("end\n");
    }

    @Test
    void refusesWhatItCannotHold() throws Exception {
        rig.call(shell("true", spec -> {
                    container(spec).putObject("securityContext").put("readOnlyRootFilesystem", true);
                    return spec;
                })
                .start(0));
        assertThat(rig.await(StartFailed.class).message()).startsWith("securityContext.readOnlyRootFilesystem");
    }

    @Test
    void saysThatTheKernelHasKilledItForItsMemory() throws Exception {
        Subject pod = shell("x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo ${#x}", spec -> {
            container(spec)
                    .set("resources", Json.object().set("limits", Json.object().put("memory", "20Mi")));
            return spec;
        });
        rig.started(pod);
        Termination how = rig.await(Exited.class).how();
        if (Cgroups.find().enforced()) {
            assertThat(how.reason()).isEqualTo("OOMKilled");
        }
    }

    @Test
    void aPodThatNobodyKnowsIsGone() throws Exception {
        rig.call(new RuntimeCall.RemovePod(new PodRef("n1", "default", "x", "unknown")));
        assertThat(rig.await(PodRemoved.class).uid()).isEqualTo("unknown");
    }

    @Test
    void manyStartSideBySide() throws Exception {
        List<Subject> pods =
                Stream.generate(() -> shell("sleep 1000")).limit(20).toList();
        pods.forEach(pod -> rig.call(pod.start(0)));
        Map<String, Boolean> ips = new HashMap<>();
        for (Subject ignored : pods) {
            ips.put(rig.await(Started.class).podIp(), true);
        }
        assertThat(ips).hasSize(20);
        assertThat(rig.runtime.listPods()).hasSize(20);
    }

    @Test
    void saysWhatAProcessGoesWithout() throws Exception {
        rig.call(shell("sleep 1000", spec -> {
                    container(spec).put("tty", true);
                    container(spec)
                            .putArray("ports")
                            .addObject()
                            .put("containerPort", 80)
                            .put("hostPort", 8080);
                    spec.withObject("/spec/dnsConfig").putArray("nameservers").add("10.0.0.10");
                    return spec;
                })
                .start(0));
        Warned terminal = rig.await(Warned.class);
        assertThat(terminal.reason()).isEqualTo("TTYNotSupported");
        assertThat(terminal.message()).contains("Container web asks for a terminal (tty)", "kubectl exec -it");
        Warned port = rig.await(Warned.class);
        assertThat(port.reason()).isEqualTo("HostPortNotSupported");
        assertThat(port.message())
                .contains("Port 8080 of the node does not lead to port 80 of container web", "set containerPort to");
        assertThat(rig.await(Warned.class).reason()).isEqualTo("DNSConfigNotSupported");
        rig.await(Started.class);
    }

    @Test
    void saysNothingOfAHostPortThatIsThePortItself() throws Exception {
        rig.call(shell("exit 0", spec -> {
                    container(spec)
                            .putArray("ports")
                            .addObject()
                            .put("containerPort", 18080)
                            .put("hostPort", 18080);
                    return spec;
                })
                .start(0));
        assertThat(rig.before(Exited.class)).noneMatch(Warned.class::isInstance);
    }
}
