package io.shiplog.executor.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one executor process is and hosts.
 *
 * @param host name of the process, stable across restarts; key of its heartbeats
 * @param nodes node names
 * @param runtime which runtime
 * @param address InternalIP of its nodes; also where the internal read protocol listens
 * @param capacity resource name to quantity, per node; empty means 4 CPU, 16Gi, 110 pods for simulated nodes and the
 *     whole
 *     machine for real ones
 * @param labels labels that every node sets on itself
 * @param heartbeatInterval between two signs of life; also how often metrics are refreshed
 * @param simulation YAML file of the simulated runtime, or null for its defaults
 * @param dockerHost the engine's address, e.g. unix:///var/run/docker.sock
 * @param shutdown how pods end when the process is told to stop
 */
public record NodeConfig(
        String host,
        List<String> nodes,
        Runtime runtime,
        String address,
        Map<String, String> capacity,
        Map<String, String> labels,
        Duration heartbeatInterval,
        @Nullable Path simulation,
        String dockerHost,
        ShutdownGrace shutdown) {

    /** What runs the containers. */
    public enum Runtime {
        SIMULATED,
        DOCKER,
        PROCESS
    }

    /** Time between two heartbeats where nothing else is said. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);
    /** Where a Docker engine listens by default. */
    public static final String DOCKER_HOST = "unix:///var/run/docker.sock";

    /** A process with so many simulated nodes: one is called prefix, several prefix-1, prefix-2 … */
    public static NodeConfig simulated(String host, String prefix, int count) {
        return new NodeConfig(
                host,
                names(prefix, count),
                Runtime.SIMULATED,
                "127.0.0.1",
                Map.of(),
                Map.of(),
                HEARTBEAT_INTERVAL,
                null,
                DOCKER_HOST,
                ShutdownGrace.NONE);
    }

    /** A process with one node on this machine's Docker engine. */
    public static NodeConfig docker(String host, String node, String address) {
        return new NodeConfig(
                host,
                List.of(node),
                Runtime.DOCKER,
                address,
                Map.of(),
                Map.of(),
                HEARTBEAT_INTERVAL,
                null,
                DOCKER_HOST,
                ShutdownGrace.NONE);
    }

    /** A process whose nodes run containers as processes of this machine. */
    public static NodeConfig process(String host, List<String> nodes, String address) {
        return new NodeConfig(
                host,
                List.copyOf(nodes),
                Runtime.PROCESS,
                address,
                Map.of(),
                Map.of(),
                HEARTBEAT_INTERVAL,
                null,
                DOCKER_HOST,
                ShutdownGrace.NONE);
    }

    /** The same with these capacities per node; others keep their default. */
    public NodeConfig withCapacity(Map<String, String> quantities) {
        return new NodeConfig(
                host,
                nodes,
                runtime,
                address,
                Map.copyOf(quantities),
                labels,
                heartbeatInterval,
                simulation,
                dockerHost,
                shutdown);
    }

    /** The same with these labels on every node. */
    public NodeConfig withLabels(Map<String, String> own) {
        return new NodeConfig(
                host,
                nodes,
                runtime,
                address,
                capacity,
                Map.copyOf(own),
                heartbeatInterval,
                simulation,
                dockerHost,
                shutdown);
    }

    /** The same with a file that scripts the simulated runtime. */
    public NodeConfig withSimulation(Path file) {
        return new NodeConfig(
                host, nodes, runtime, address, capacity, labels, heartbeatInterval, file, dockerHost, shutdown);
    }

    /** The same, reached at another address, whose pods end so when it is told to stop. */
    public NodeConfig with(String otherAddress, ShutdownGrace grace) {
        return new NodeConfig(
                host, nodes, runtime, otherAddress, capacity, labels, heartbeatInterval, simulation, dockerHost, grace);
    }

    private static List<String> names(String prefix, int count) {
        if (count == 1) {
            return List.of(prefix);
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            names.add(prefix + "-" + i);
        }
        return names;
    }
}
