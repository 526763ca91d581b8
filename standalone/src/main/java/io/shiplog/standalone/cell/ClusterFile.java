package io.shiplog.standalone.cell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * What other commands must know of a running cluster; kept in DATA/cluster.json.
 *
 * @param pid process of the cluster
 * @param pidStarted when that process began, so that a reused pid is not taken for it
 * @param bootstrapServers Kafka
 * @param registryUrl schema registry
 * @param apiUrl API server
 * @param metricsUrl where its meters are
 * @param runtime docker, process or simulated
 * @param runtimeWhy why that one, for the user
 */
public record ClusterFile(
        long pid,
        Instant pidStarted,
        String bootstrapServers,
        String registryUrl,
        String apiUrl,
        String metricsUrl,
        String runtime,
        String runtimeWhy) {

    /** The file's content, or empty when there is none or it is damaged. */
    public static Optional<ClusterFile> read(DataDir dir) {
        Path file = dir.clusterFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ObjectNode tree = Json.parse(Files.readAllBytes(file));
            return Optional.of(new ClusterFile(
                    Json.longAt(tree, 0, "pid"),
                    Instant.ofEpochMilli(Json.longAt(tree, 0, "pidStartedMillis")),
                    Json.textAt(tree, "bootstrapServers"),
                    Json.textAt(tree, "registryUrl"),
                    Json.textAt(tree, "apiUrl"),
                    Json.textAt(tree, "metricsUrl"),
                    Json.textAt(tree, "runtime"),
                    Json.textAt(tree, "runtimeWhy")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The running cluster of a directory; empty when none runs (a file left by a killed one counts as none). */
    public static Optional<ClusterFile> running(DataDir dir) {
        return read(dir).filter(file -> file.process().isPresent());
    }

    /** The process, when it is still the one that wrote the file. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(p -> started(p).equals(pidStarted));
    }

    /** When a process began, to the millisecond; the epoch where the system does not tell. */
    public static Instant started(ProcessHandle process) {
        return Instant.ofEpochMilli(
                process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli());
    }

    /** Writes the file, whole or not at all. */
    public void write(DataDir dir) {
        ObjectNode tree = Json.object()
                .put("pid", pid)
                .put("pidStartedMillis", pidStarted.toEpochMilli())
                .put("bootstrapServers", bootstrapServers)
                .put("registryUrl", registryUrl)
                .put("apiUrl", apiUrl)
                .put("metricsUrl", metricsUrl)
                .put("runtime", runtime)
                .put("runtimeWhy", runtimeWhy);
        try {
            Path half = dir.root().resolve("cluster.json.new");
            Files.write(half, Json.bytes(tree));
            Files.move(half, dir.clusterFile(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
