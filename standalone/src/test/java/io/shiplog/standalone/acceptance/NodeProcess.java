package io.shiplog.standalone.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** An executor in a process of its own, on the cluster of another one. */
final class NodeProcess implements AutoCloseable {

    private final ShiplogCommand cluster;
    private final Path dir;
    private final String name;
    private final List<String> options;
    private final Map<String, String> environment;
    private Process process;

    /**
     * Starts one.
     *
     * @param dir its data directory, whose name is also the host's
     * @param name of its node
     * @param environment more variables, e.g. DOCKER_HOST
     * @param options more options of {@code shiplog node}
     */
    NodeProcess(ShiplogCommand cluster, Path dir, String name, Map<String, String> environment, String... options)
            throws IOException {
        this.cluster = cluster;
        this.dir = dir;
        this.name = name;
        this.environment = environment;
        this.options = List.of(options);
        this.process = launch();
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "--name", name));
        command.addAll(List.of("--host", "executor-" + dir.getFileName(), "--metrics-port", "0"));
        command.addAll(List.of("--bootstrap-servers", cluster.fact("bootstrapServers")));
        command.addAll(List.of("--schema-registry", cluster.fact("registryUrl")));
        command.addAll(List.of(
                "--secrets-key", cluster.dataDir().resolve("secrets.key").toString()));
        command.addAll(options);
        return new ShiplogCommand(dir, "256m").start(console(), environment, command.toArray(String[]::new));
    }

    private Path console() {
        return dir.resolveSibling(dir.getFileName() + ".console");
    }

    /** What it printed so far. */
    String printed() {
        try {
            return Files.readString(console());
        } catch (IOException e) {
            return e.toString();
        }
    }

    Process process() {
        return process;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on its data. */
    void restart() throws IOException {
        Assertions.assertFalse(process.isAlive(), "it runs still");
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
