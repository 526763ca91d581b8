package io.shiplog.standalone.cell;

import com.sun.management.OperatingSystemMXBean;
import io.shiplog.executor.kafka.NodeConfig;
import io.shiplog.executor.kafka.ShutdownGrace;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The nodes of a cell's one executor process: their names, and what each claims to have. */
public final class Nodes {

    /** Stable across restarts, so that the process takes up its own pods again. */
    private static final String HOST = "executor-1";

    private static final String NAME = "node";

    private static final String ADDRESS = "127.0.0.1";
    private static final long MIB = 1024 * 1024;
    /** What the control plane and the system keep for themselves where containers really run. */
    private static final long RESERVED_MIB = 2048;

    private static final long LEAST_MIB = 256;

    private Nodes() {}

    /** Configuration of a cell's executor process. */
    static NodeConfig of(CellConfig config) {
        return of(config, HOST, NAME);
    }

    /**
     * Configuration of an executor process.
     *
     * @param host name of the process, the same after a restart and of no other
     * @param name of its one node; several are called name-1, name-2 …
     */
    public static NodeConfig of(CellConfig config, String host, String name) {
        List<String> names = names(name, config.nodes());
        NodeConfig out = switch (config.runtime().kind()) {
            case "docker" ->
                new NodeConfig(
                        host,
                        names,
                        NodeConfig.Runtime.DOCKER,
                        ADDRESS,
                        Map.of(),
                        Map.of(),
                        NodeConfig.HEARTBEAT_INTERVAL,
                        null,
                        config.runtime().dockerHost(),
                        ShutdownGrace.NONE);
            case "process" -> NodeConfig.process(host, names, ADDRESS);
            default -> NodeConfig.simulated(host, name, config.nodes());
        };
        return out.withCapacity(claim(config));
    }

    private static List<String> names(String name, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> count == 1 ? name : name + "-" + i)
                .toList();
    }

    /**
     * cpu and memory of each node: what was asked for; else, where containers really run, an equal share of this
     * machine,
     * so that three nodes on one machine together promise no more than it has; else 4 cores and 16 GiB.
     */
    public static Map<String, String> claim(CellConfig config) {
        Map<String, String> out = new LinkedHashMap<>();
        boolean real = config.runtime().real();
        int sharers = Math.max(1, config.nodes());
        long shareMilli = Runtime.getRuntime().availableProcessors() * 1000L / sharers;
        long shareMib = Math.max(LEAST_MIB, (machineBytes() / MIB - RESERVED_MIB) / sharers);
        out.put("cpu", !config.nodeCpu().isEmpty() ? config.nodeCpu() : real ? shareMilli + "m" : "4");
        out.put("memory", !config.nodeMemory().isEmpty() ? config.nodeMemory() : real ? shareMib + "Mi" : "16Gi");
        return out;
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }
}
