package io.shiplog.standalone.acceptance;

import static io.shiplog.standalone.acceptance.Kubectl.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.standalone.images.DockerCommand;
import io.shiplog.standalone.images.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images are pulled from a registry for real, or the pod says in the engine's words why not. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagePullRealIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final String namespace = "it-" + UUID.randomUUID().toString().substring(0, 8);

    /** Static, as JUnit gives other fields a directory only after @BeforeAll. */
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    private boolean started;
    private ShiplogCommand shiplog = new ShiplogCommand(Path.of("unset"), "1g");
    private Kubectl kubectl = new Kubectl(Path.of("unset"));
    private TestRegistry registry = never();

    @SuppressWarnings("NullAway") // set before the first test
    private static TestRegistry never() {
        return null;
    }

    @BeforeAll
    void up() throws Exception {
        Kubectl.required();
        DockerImages.required();
        registry = TestRegistry.start();
        ShiplogCommand starting = new ShiplogCommand(dir.resolve("cluster"), "1g");
        starting.ok("up", "--detach", "--runtime", "docker", "--nodes", "1", "--port", ShiplogCommand.freePort());
        shiplog = starting;
        started = true;
        kubectl = shiplog.kubectl();
        kubectl.ok("create", "namespace", namespace);
    }

    @AfterAll
    void down() throws Exception {
        if (started) {
            shiplog.run("down");
            for (String left : DockerImages.containers(namespace, true)) {
                DockerCommand.run(COMMAND, "rm", "-f", left);
            }
            String images = DockerCommand.run(COMMAND, "images", "--format", "{{.Repository}}:{{.Tag}}")
                    .out();
            for (String image :
                    images.lines().filter(name -> name.contains(namespace)).toList()) {
                DockerCommand.run(COMMAND, "rmi", "-f", image);
            }
        }
        if (registry != null) {
            registry.close();
        }
    }

    /** Names of images of a run's own: what an earlier run pulled is still there. */
    private String own(String name) {
        return namespace + "-" + name;
    }

    private static Map<String, byte[]> words(String words) {
        return Map.of("words", words.getBytes(StandardCharsets.UTF_8));
    }

    private String image(String name, String words) throws Exception {
        return registry.image(own(name), "1", words(words), List.of());
    }

    private void pod(String name, String image, String policy, String secret) {
        Kubectl.Result applied = kubectl.runWithInput(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s}
                spec:
                  terminationGracePeriodSeconds: 1
                  imagePullSecrets: [%s]
                  containers:
                  - {name: main, image: "%s", imagePullPolicy: %s, command: [/bin/sleep, "3600"]}
                """.formatted(name, namespace, secret.isEmpty() ? "" : "{name: " + secret + "}", image, policy),
                "apply",
                "-f",
                "-");
        assertThat(applied.code()).as(applied.all()).isZero();
    }

    private String field(String pod, String path) {
        return kubectl.run("-n", namespace, "get", "pod", pod, "-o", "jsonpath={" + path + "}")
                .out();
    }

    /** Waits until the pod runs; what its image says. */
    private String said(String pod) throws InterruptedException {
        eventually(SOON, () -> field(pod, ".status.phase").equals("Running"), () -> seen(pod));
        String container =
                field(pod, ".status.containerStatuses[0].containerID").replace("docker://", "");
        return DockerCommand.ok(COMMAND, "exec", container, "/bin/cat", "/words");
    }

    /** Waits until the pod cannot have its image and its events say so in the words of some engine. */
    private void refused(String pod, String... words) {
        eventually(
                SOON,
                () -> List.of("ErrImagePull", "ImagePullBackOff").contains(waiting(pod))
                        && Stream.of(words).anyMatch(seen(pod)::contains),
                () -> seen(pod));
        eventually(SOON, () -> waiting(pod).equals("ImagePullBackOff"), () -> seen(pod));
        assertThat(field(pod, ".status.phase")).isEqualTo("Pending");
    }

    private String waiting(String pod) {
        return field(pod, ".status.containerStatuses[0].state.waiting.reason");
    }

    private String seen(String pod) {
        return kubectl.run("-n", namespace, "describe", "pod", pod).all();
    }

    private void delete(String pod) {
        kubectl.ok("-n", namespace, "delete", "pod", pod);
    }

    @Test
    void alwaysAsksTheRegistryEachTimeAndRunsWhatItHasThen() throws Exception {
        String image = image("always", "first");
        pod("always", image, "Always", "");
        assertThat(said("always")).isEqualTo("first");
        delete("always");
        image("always", "second");
        pod("always", image, "Always", "");
        assertThat(said("always")).isEqualTo("second");
        delete("always");
        int asked = registry.asked(own("always"), "1");
        pod("always", image, "Always", "");
        assertThat(said("always")).isEqualTo("second");
        assertThat(registry.asked(own("always"), "1")).isGreaterThan(asked);
    }

    @Test
    void ifNotPresentIsPulledOnceAndThenTakenAsItIs() throws Exception {
        String image = image("once", "first");
        pod("once-a", image, "IfNotPresent", "");
        assertThat(said("once-a")).isEqualTo("first");
        int asked = registry.asked(own("once"), "1");
        assertThat(asked).isPositive();
        image("once", "second");
        pod("once-b", image, "IfNotPresent", "");
        assertThat(said("once-b")).isEqualTo("first");
        assertThat(registry.asked(own("once"), "1")).isEqualTo(asked);
    }

    @Test
    void anImageThatIsPutThereLaterIsPulledThen() throws Exception {
        try (TestRegistry apart = TestRegistry.startApart()) {
            apart.image(own("later"), "0", words("other"), List.of());
            pod("later", apart.name(own("later"), "1"), "IfNotPresent", "");
            refused("later", "not found");
            apart.image(own("later"), "1", words("at last"), List.of());
            assertThat(said("later")).isEqualTo("at last");
        }
    }

    @Test
    void anImageThatIsDamagedOrForAnotherMachineIsRefused() throws Exception {
        try (TestRegistry apart = TestRegistry.startApart()) {
            pod("damaged", apart.damaged(own("damaged"), "1", words(namespace), List.of()), "Always", "");
            pod("foreign", apart.otherArchitecture(own("foreign"), "1", words("x"), List.of()), "Always", "");
            refused("damaged", "verification failed", "unexpected commit digest");
            refused("foreign", "no matching manifest for linux", "no match for platform in manifest");
        }
    }

    @Test
    void anImageThatNeedsCredentialsIsPulledWithTheRightOnesOnly() throws Exception {
        try (TestRegistry apart = TestRegistry.startApart().requireLogin("someone", "right")) {
            String image = apart.image(own("private"), "1", words("private"), List.of());
            secret("wrong", apart.address());
            secret("right", apart.address());
            pod("without", image, "Always", "");
            pod("wrong", image, "Always", "wrong");
            refused("without", "no basic auth credentials");
            refused("wrong", "unauthorized", "401");
            pod("right", image, "Always", "right");
            assertThat(said("right")).isEqualTo("private");
        }
    }

    private void secret(String password, String server) {
        kubectl.ok(
                "-n",
                namespace,
                "create",
                "secret",
                "docker-registry",
                password,
                "--docker-server=" + server,
                "--docker-username=someone",
                "--docker-password=" + password);
    }
}
