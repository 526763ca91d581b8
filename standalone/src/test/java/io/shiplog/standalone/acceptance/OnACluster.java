package io.shiplog.standalone.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests with a simulated cluster of their own share: up before the first test, stopped after the last. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnACluster {

    static final Duration SOON = Duration.ofSeconds(30);

    /** A Deployment of two pods; tests replace words in it. */
    static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              labels: {app: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: nginx, image: "nginx:1.7.9", ports: [{containerPort: 80}]}
            """;

    /** Static, as JUnit gives other fields a directory only after @BeforeAll. */
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path dir;

    ClusterProcess cluster = never();
    Kubectl kubectl = new Kubectl(Path.of("unset"));

    @SuppressWarnings("NullAway") // set before the first test
    private static ClusterProcess never() {
        return null;
    }

    @BeforeAll
    void up() throws Exception {
        Kubectl.required();
        cluster = ClusterProcess.up(dir.resolve("cluster"), "--runtime", "simulated");
        kubectl = cluster.kubectl();
    }

    @AfterAll
    void down() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Writes a manifest into the test's directory and gives its path. */
    String file(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.writeString(file, text);
        return file.toString();
    }

    /** Applies a text; all that kubectl printed, with its exit code in the first line. */
    String apply(String text) {
        return kubectl.runWithInput(text, "apply", "-f", "-").all();
    }

    /** The Deployment WEB under another name, in its labels and selector too. */
    static String named(String name) {
        return WEB.replace("web", name);
    }

    /** Applies the Deployment WEB under another name and waits until it serves. */
    void serve(String name) {
        Kubectl.Result applied = kubectl.runWithInput(named(name), "apply", "-f", "-");
        Assertions.assertEquals(0, applied.code(), applied::all);
        kubectl.ok("rollout", "status", "deployment/" + name, "--timeout=30s");
    }
}
