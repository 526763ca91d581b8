package io.shiplog.executor.runtime.docker;

import static io.shiplog.executor.runtime.docker.RuntimeRig.obedient;
import static io.shiplog.executor.runtime.docker.RuntimeRig.ref;
import static io.shiplog.executor.runtime.docker.RuntimeRig.spec;
import static io.shiplog.executor.runtime.docker.RuntimeRig.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.runtime.Observation.StartFailed;
import io.shiplog.executor.runtime.Observation.Started;
import io.shiplog.executor.runtime.RuntimeCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An engine of the test's own, which may be stopped. It has no network: pods use their host's. */
@Tag("real")
class EngineAwayIT {

    private static final Path DOCKERD = Path.of("/usr/sbin/dockerd");

    private final String cluster = "it-" + UUID.randomUUID();
    private @Nullable Path home;
    private @Nullable Process engine;

    @BeforeAll
    static void needsAnEngineThatCanBeStarted() throws IOException {
        EngineCondition.require();
        Assumptions.assumeTrue(
                Files.isExecutable(DOCKERD) && "root".equals(System.getProperty("user.name")),
                "an engine of one's own needs root and " + DOCKERD);
    }

    @BeforeEach
    void start() throws Exception {
        home = Files.createTempDirectory("shiplog-dockerd");
        run();
    }

    private String host() {
        return "unix://" + Objects.requireNonNull(home).resolve("engine.sock");
    }

    /** Starts it until it answers: right after a kill it may mistake its dying containerd for a living one. */
    private void run() throws Exception {
        until(() -> {
            Process process = engine;
            if (process == null || !process.isAlive()) {
                engine = launch();
            }
            try (Engine asked = new Engine(host())) {
                asked.ping();
                return true;
            } catch (IOException | RuntimeException e) {
                return false;
            }
        });
    }

    private Process launch() {
        Path at = Objects.requireNonNull(home);
        ProcessBuilder builder = new ProcessBuilder(
                        DOCKERD.toString(),
                        "-H",
                        host(),
                        "--data-root",
                        at.resolve("data").toString(),
                        "--exec-root",
                        at.resolve("exec").toString(),
                        "--pidfile",
                        at.resolve("pid").toString(),
                        "--bridge=none",
                        "--iptables=false",
                        "--ip-forward=false")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(at.resolve("log").toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + RuntimeRig.PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @AfterEach
    void stop() throws Exception {
        DockerRuntime.removeAll(host(), cluster);
        Process process = Objects.requireNonNull(engine);
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        var unused = new ProcessBuilder("umount", "-l", home + "/data").start().waitFor(); // its own bind mount
        try (var all = Files.walk(Objects.requireNonNull(home))) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                if (!path.toFile().delete()) {
                    path.toFile().deleteOnExit();
                }
            });
        }
    }

    private static PodTemplate onHost(String... command) {
        ObjectNode tree = spec(command);
        ((ObjectNode) tree.get("spec")).put("hostNetwork", true);
        return template(tree);
    }

    @Test
    void aStoppedEngineMakesTheRuntimeUnreadyAndNothingIsLostWhenItIsBack() throws Exception {
        EngineCondition.image(host());
        try (RuntimeRig rig = new RuntimeRig(host(), cluster, "host").begin()) {
            PodRef pod = ref("long");
            PodTemplate template = onHost("sh", "-c", "trap 'exit 9' TERM; while :; do sleep 1 & wait; done");
            assertThat(rig.started(pod, template, 0, 0).podIp()).isEqualTo("127.0.0.1");
            until(() -> rig.runtime.unready().isEmpty());
            Process process = Objects.requireNonNull(engine);
            process.destroy(); // the engine asks its containers to end before it goes
            process.waitFor();
            until(() -> rig.runtime.unready().startsWith("container runtime is down: "));
            PodRef later = ref("later");
            rig.start(later, onHost(obedient()), 0, 0);
            run();
            assertThat(rig.exited(pod, 0, 0).how().exitCode()).isEqualTo(9);
            rig.await(Started.class, s -> s.uid().equals(later.uid()));
            assertThat(rig.seen).noneMatch(StartFailed.class::isInstance);
            until(() -> rig.runtime.unready().isEmpty());
            rig.runtime.call(List.of(new RuntimeCall.StopContainer(later, 0, 0, false)));
            assertThat(rig.exited(later, 0, 0).how().exitCode()).isZero();
        }
    }

    @Test
    void aKilledEngineReportsWhatBecameOfItsContainers() throws Exception {
        EngineCondition.image(host());
        try (RuntimeRig rig = new RuntimeRig(host(), cluster, "host").begin()) {
            PodRef pod = ref("long");
            rig.started(pod, onHost(obedient()), 0, 0);
            Process process = Objects.requireNonNull(engine);
            process.destroyForcibly();
            process.waitFor();
            until(() -> !rig.runtime.unready().isEmpty());
            run();
            // Without live restore a new engine ends what the old one has left running.
            assertThat(rig.exited(pod, 0, 0).how().finishedMillis()).isPositive();
            rig.started(pod, onHost(obedient()), 0, 1);
        }
    }
}
