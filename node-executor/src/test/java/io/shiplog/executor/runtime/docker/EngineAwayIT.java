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
import io.shiplog.schemas.testing.OwnEngine;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
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

    private final String cluster = "it-" + UUID.randomUUID();

    private @Nullable OwnEngine own;

    @BeforeAll
    static void needsAnEngineThatCanBeStarted() throws IOException {
        EngineCondition.require();
        Assumptions.assumeTrue(OwnEngine.missing().isEmpty(), OwnEngine.missing());
    }

    @BeforeEach
    void start() throws Exception {
        own = OwnEngine.start("shiplogit0", "10.254.253.1/24");
    }

    private OwnEngine engine() {
        return Objects.requireNonNull(own);
    }

    private String host() {
        return engine().host();
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
        engine().close();
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
            engine().stop(); // it asks its containers to end before it goes
            until(() -> rig.runtime.unready().startsWith("container runtime is down: "));
            PodRef later = ref("later");
            rig.start(later, onHost(obedient()), 0, 0);
            engine().restart();
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
            engine().kill();
            until(() -> !rig.runtime.unready().isEmpty());
            engine().restart();
            // Without live restore a new engine ends what the old one has left running.
            assertThat(rig.exited(pod, 0, 0).how().finishedMillis()).isPositive();
            rig.started(pod, onHost(obedient()), 0, 1);
        }
    }
}
