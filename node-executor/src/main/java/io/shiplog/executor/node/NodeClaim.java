package io.shiplog.executor.node;

import io.shiplog.executor.pod.Requests;
import io.shiplog.schemas.record.ImageReport;
import io.shiplog.schemas.record.NodeConditionReport;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.value.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself.
 *
 * @param name node name
 * @param address its InternalIP
 * @param capacity resource name to quantity; cpu, memory and pods are checked on admission
 * @param labels labels that the node sets on itself
 * @param conditions beside Ready and the pressures
 */
public record NodeClaim(
        String name,
        String address,
        Map<String, String> capacity,
        Map<String, String> labels,
        List<NodeConditionReport> conditions) {

    /** Facts of the machine and the runtime, the same for every node of a process. */
    public record Machine(
            String runtimeVersion,
            String version,
            String osImage,
            String kernelVersion,
            String operatingSystem,
            String architecture) {}

    /**
     * A claim on so much cpu, memory and so many pods, with Kubernetes' well-known labels in front of the given ones.
     */
    public static NodeClaim of(
            String name,
            String address,
            String architecture,
            Map<String, String> capacity,
            Map<String, String> labels) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("kubernetes.io/hostname", name);
        all.put("kubernetes.io/os", "linux");
        all.put("kubernetes.io/arch", architecture);
        all.putAll(labels);
        return new NodeClaim(name, address, Map.copyOf(capacity), Map.copyOf(all), List.of());
    }

    /** The same with these further conditions. */
    public NodeClaim withConditions(List<NodeConditionReport> further) {
        return new NodeClaim(name, address, capacity, labels, List.copyOf(further));
    }

    /** Cpu and memory that pods may take. */
    public Requests allocatable() {
        return new Requests(
                Quantity.parse(capacity.getOrDefault("cpu", "0")).milli(),
                Quantity.parse(capacity.getOrDefault("memory", "0")).units());
    }

    /** Number of pods that may be here at once. */
    public int podsMax() {
        return (int) Quantity.parse(capacity.getOrDefault("pods", "110")).units();
    }

    /**
     * The record that registers it.
     *
     * @param pressures conditions that change
     * @param images those it has, or null to say nothing of them
     */
    public NodeDetails details(
            Machine machine, List<NodeConditionReport> pressures, @Nullable List<ImageReport> images) {
        List<NodeConditionReport> all = new ArrayList<>(pressures);
        all.addAll(conditions);
        return new NodeDetails(
                machine.runtimeVersion(),
                machine.version(),
                machine.osImage(),
                machine.kernelVersion(),
                machine.operatingSystem(),
                machine.architecture(),
                Map.of("InternalIP", address, "Hostname", name),
                capacity,
                capacity,
                labels,
                all,
                List.of(),
                images);
    }
}
