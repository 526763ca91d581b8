package io.shiplog.executor.metrics;

import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.node.pressure.Signals;
import io.shiplog.executor.runtime.UsageSource.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Samples in the words of node pressure. */
final class Pressure {

    private Pressure() {}

    /**
     * What a node has left. Nodes that share a machine share what it has left as well.
     *
     * @param images the file system with images and writable layers, null where there is none of its own
     */
    static Signals signals(NodeFigures figures, NodeFigures.@Nullable Disk images) {
        return new Signals(
                figures.memoryTotalBytes() > 0 ? figures.memoryAvailableBytes() : -1,
                figures.disk().availableBytes(),
                figures.disk().totalBytes(),
                images == null ? 0 : images.availableBytes(),
                images == null ? 0 : images.totalBytes());
    }

    /**
     * What the pods of a node use, all their containers together.
     *
     * @param emptyDirs bytes by name of volume, by uid
     */
    static List<PodUse.Measured> measured(List<Usage> usages, Map<String, Map<String, Long>> emptyDirs, String node) {
        Map<String, Long> memory = new TreeMap<>();
        Map<String, Map<String, Long>> containers = new TreeMap<>();
        for (Usage usage : usages) {
            if (usage.pod().node().equals(node)) {
                String uid = usage.pod().uid();
                memory.merge(uid, Math.max(0, usage.memoryBytes()), Long::sum);
                containers
                        .computeIfAbsent(uid, each -> new TreeMap<>())
                        .merge(usage.container(), Math.max(0, usage.diskBytes()), Long::sum);
            }
        }
        List<PodUse.Measured> out = new ArrayList<>();
        memory.forEach((uid, bytes) -> {
            Map<String, Long> layers = containers.getOrDefault(uid, Map.of());
            Map<String, Long> volumes = emptyDirs.getOrDefault(uid, Map.of());
            out.add(new PodUse.Measured(uid, bytes, sum(layers) + sum(volumes), layers, volumes));
        });
        return out;
    }

    private static long sum(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
