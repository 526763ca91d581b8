package io.shiplog.standalone.acceptance;

import io.shiplog.standalone.broker.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A whole cluster in a JVM of its own, as `shiplog up` runs it, so that it can be killed for real. */
final class ClusterProcess implements AutoCloseable {

    private static final Duration UP = Duration.ofSeconds(90);

    private final Path dataDir;
    private final List<String> options;
    private final List<String> javaOptions;
    private final int port;
    private Process process;

    private ClusterProcess(Path dataDir, int port, List<String> javaOptions, List<String> options) throws IOException {
        this.javaOptions = javaOptions;
        this.dataDir = dataDir;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /** Starts a cluster and waits until kubectl gets an answer. */
    static ClusterProcess up(Path dataDir, String... options) throws IOException {
        return up(dataDir, List.of(), options);
    }

    /** The same with further options for Java. */
    static ClusterProcess up(Path dataDir, List<String> javaOptions, String... options) throws IOException {
        ClusterProcess cluster = new ClusterProcess(dataDir, freePort(), javaOptions, List.of(options));
        cluster.awaitReady();
        return cluster;
    }

    Path dataDir() {
        return dataDir;
    }

    Kubectl kubectl() {
        return new Kubectl(dataDir.resolve("kubeconfig"));
    }

    /** Runs another shiplog command on this cluster's data directory. */
    Kubectl.Result shiplog(String... args) throws IOException, InterruptedException {
        List<String> command = java("256m");
        command.addAll(List.of(args));
        command.addAll(List.of("--data-dir", dataDir.toString()));
        Path out = Files.createTempFile("shiplog", ".out");
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!run.waitFor(5, TimeUnit.MINUTES)) {
            run.destroyForcibly();
            Assertions.fail("shiplog " + List.of(args) + " did not end:\n" + Files.readString(out));
        }
        String printed = Files.readString(out);
        Files.delete(out);
        return new Kubectl.Result(run.exitValue(), printed, "");
    }

    /** kill -9, as a machine would do it. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Starts it again on the same data and waits until it answers. */
    void restart() throws IOException {
        process = launch();
        awaitReady();
    }

    private void awaitReady() {
        Kubectl kubectl = kubectl();
        Kubectl.eventually(
                UP,
                () -> {
                    if (!process.isAlive()) {
                        Assertions.fail("the cluster ended:\n" + log());
                    }
                    return Files.exists(dataDir.resolve("kubeconfig"))
                            && kubectl.run("get", "nodes", "--request-timeout=5s")
                                    .out()
                                    .contains("Ready");
                },
                this::log);
    }

    private String log() {
        try {
            return Files.readString(dataDir.resolveSibling(dataDir.getFileName() + ".console"));
        } catch (IOException e) {
            return "no console output: " + e;
        }
    }

    private Process launch() throws IOException {
        Files.createDirectories(dataDir);
        List<String> command = java("1500m");
        command.addAll(1, javaOptions);
        command.addAll(List.of("up", "--data-dir", dataDir.toString(), "--port", Integer.toString(port)));
        command.addAll(options);
        Path console = dataDir.resolveSibling(dataDir.getFileName() + ".console");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
                .start();
    }

    private static List<String> java(String heap) {
        String home = System.getProperty("java.home");
        return new ArrayList<>(List.of(
                home + "/bin/java",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                ShiplogCommand.SHORT_LIVED,
                "-cp",
                System.getProperty("java.class.path"),
                "io.shiplog.standalone.cli.Main"));
    }

    private static int freePort() throws IOException {
        return Ports.free();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            Assertions.fail("the cluster did not stop within 30 s of SIGTERM:\n" + log());
        }
    }
}
