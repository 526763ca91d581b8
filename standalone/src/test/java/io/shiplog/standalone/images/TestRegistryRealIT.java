package io.shiplog.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real engine pulls from the registry of the tests: what other tests stand on. */
@Tag("real")
final class TestRegistryRealIT {

    private static final Duration PULL = Duration.ofSeconds(60);
    private static final Duration RUN = Duration.ofSeconds(60);
    private static final List<String> SAY = List.of("/bin/cat", "/words");

    private final String image = "shiplog-it-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path dir = Path.of("unset");

    @BeforeEach
    void engine() throws Exception {
        DockerCommand.requireEngine();
    }

    @AfterEach
    void clean() throws Exception {
        String found = DockerCommand.run(RUN, "images", "--format", "{{.Repository}}:{{.Tag}}")
                .out();
        for (String line : found.lines().filter(name -> name.contains(image)).toList()) {
            DockerCommand.run(RUN, "rmi", "-f", line);
        }
    }

    private static Map<String, byte[]> words(String words) {
        return Map.of("words", words.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anImageIsPulledAndRuns() throws Exception {
        try (TestRegistry registry = TestRegistry.start()) {
            String name = registry.image(image, "1", words("one"), SAY);
            DockerCommand.ok(PULL, "pull", name);
            assertThat(DockerCommand.ok(RUN, "run", "--rm", name)).isEqualTo("one");
            int once = registry.asked(image, "1");
            assertThat(once).isPositive();
            registry.image(image, "1", words("two"), SAY);
            DockerCommand.ok(PULL, "pull", name);
            assertThat(DockerCommand.ok(RUN, "run", "--rm", name)).isEqualTo("two");
            assertThat(registry.asked(image, "1")).isGreaterThan(once);
        }
    }

    @Test
    void whatIsMissingDamagedOrForeignIsRefusedByTheEngineInItsWords() throws Exception {
        try (TestRegistry registry = TestRegistry.startApart()) {
            registry.image(image, "1", words("one"), SAY);
            String missing = registry.name(image, "2");
            String damaged = registry.damaged(image, "3", words(image), SAY);
            String foreign = registry.otherArchitecture(image, "4", words("four"), SAY);
            assertThat(refused(missing)).contains("manifest", "not found");
            assertThat(refused(damaged)).contains("verification failed");
            assertThat(refused(foreign)).contains("no matching manifest for linux");
        }
    }

    @Test
    void whatNeedsALoginIsGivenWithItOnly() throws Exception {
        try (TestRegistry registry = TestRegistry.startApart().requireLogin("someone", "secret")) {
            String name = registry.image(image, "1", words("one"), SAY);
            assertThat(refused(name)).contains("no basic auth credentials");
            assertThat(refused("--config", credentials(registry, "wrong"), "pull", name))
                    .contains("unauthorized");
            assertThat(registry.asked(image, "1")).isZero();
            DockerCommand.ok(PULL, "--config", credentials(registry, "secret"), "pull", name);
        }
    }

    /** A directory with the file that `docker login` would write. */
    private String credentials(TestRegistry registry, String password) throws IOException {
        byte[] login = ("someone:" + password).getBytes(StandardCharsets.UTF_8);
        String auth = Base64.getEncoder().encodeToString(login);
        Path config = Files.createDirectories(dir.resolve(password));
        Files.writeString(
                config.resolve("config.json"),
                "{\"auths\": {\"" + registry.address() + "\": {\"auth\": \"" + auth + "\"}}}");
        return config.toString();
    }

    private static String refused(String name) throws InterruptedException {
        return refused("pull", name);
    }

    private static String refused(String... command) throws InterruptedException {
        DockerCommand.Result result = DockerCommand.run(PULL, command);
        assertThat(result.code()).as(result.out()).isPositive();
        return result.out();
    }
}
