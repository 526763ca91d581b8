package io.shiplog.executor.kafka;

import com.sun.management.OperatingSystemMXBean;
import io.shiplog.executor.metrics.Sampler;
import io.shiplog.executor.node.NodeClaim;
import io.shiplog.executor.runtime.ContainerRuntime;
import io.shiplog.executor.runtime.docker.DockerRuntime;
import io.shiplog.executor.runtime.machine.RuntimeContext;
import io.shiplog.executor.runtime.process.ProcessRuntime;
import io.shiplog.executor.runtime.simulated.SimulatedRuntime;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.record.NodeConditionReport;
import io.shiplog.schemas.role.ClusterContext;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Builds runtimes and claims out of a configuration and the machine it finds. */
final class NodeFactory {

    private static final String VERSION = "v1.32.0+shiplog-0.1.0";
    private static final Map<String, String> SIMULATED_CAPACITY =
            Map.of("cpu", "4", "memory", "16Gi", "pods", "110", "ephemeral-storage", "100Gi");
    private static final long KIB = 1024;

    private NodeFactory() {}

    /** Opens the runtime. Throws with a message for the user when it is not there. */
    static ContainerRuntime runtime(NodeConfig config, ClusterContext context, LongSupplier clock) {
        RuntimeContext own = new RuntimeContext(
                context.clusterId(), config.host(), config.nodes(), config.address(), context.dataDir());
        if (config.runtime() == NodeConfig.Runtime.DOCKER) {
            return new DockerRuntime(config.dockerHost(), own, interfaces());
        }
        if (config.runtime() == NodeConfig.Runtime.PROCESS) {
            return new ProcessRuntime(own);
        }
        var file = config.simulation();
        SimulationRules rules = file == null ? SimulationRules.DEFAULT : SimulationRules.read(file);
        return new SimulatedRuntime(rules, context.dataDir().resolve("simulated.journal"), clock);
    }

    /** SHIPLOG_POD_INTERFACES=engine leaves pods' interfaces to the engine where this executor could put them in. */
    private static DockerRuntime.Interfaces interfaces() {
        return "engine".equals(System.getenv("SHIPLOG_POD_INTERFACES"))
                ? DockerRuntime.Interfaces.ENGINE
                : DockerRuntime.Interfaces.EXECUTOR;
    }

    static String scheme(NodeConfig config) {
        return switch (config.runtime()) {
            case DOCKER -> "docker";
            case PROCESS -> "process";
            case SIMULATED -> "simulated";
        };
    }

    /** What each node says of itself. */
    static List<NodeClaim> claims(NodeConfig config) {
        Map<String, String> capacity = new LinkedHashMap<>(
                config.runtime() == NodeConfig.Runtime.SIMULATED ? SIMULATED_CAPACITY : wholeMachine());
        capacity.putAll(config.capacity());
        return config.nodes().stream()
                .map(name -> NodeClaim.of(name, config.address(), architecture(), capacity, config.labels()))
                .map(claim -> claim.withConditions(conditions(config)))
                .toList();
    }

    /** Conditions of the nodes beside Kubernetes' own. */
    private static List<NodeConditionReport> conditions(NodeConfig config) {
        return config.runtime() == NodeConfig.Runtime.PROCESS ? List.of(ProcessRuntime.limitsCondition()) : List.of();
    }

    static NodeClaim.Machine machine(ContainerRuntime runtime) {
        return new NodeClaim.Machine(
                runtime.version(),
                VERSION,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                "linux",
                architecture());
    }

    /** Whose samples are taken. */
    static Sampler.Subjects sampled(NodeConfig config) {
        return new Sampler.Subjects(config.host(), config.nodes(), config.runtime() != NodeConfig.Runtime.SIMULATED);
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            default -> "amd64";
        };
    }

    private static Map<String, String> wholeMachine() {
        long memory = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
        return Map.of(
                "cpu",
                String.valueOf(Runtime.getRuntime().availableProcessors()),
                "memory",
                memory / KIB + "Ki",
                "pods",
                "110",
                "ephemeral-storage",
                "100Gi");
    }
}
