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

    /** What the pods of a node use, all their containers together. */
    static List<PodUse.Measured> measured(List<Usage> usages, String node) {
        Map<String, long[]> sums = new TreeMap<>();
        for (Usage usage : usages) {
            if (usage.pod().node().equals(node)) {
                long[] sum = sums.computeIfAbsent(usage.pod().uid(), uid -> new long[2]);
                sum[0] += Math.max(0, usage.memoryBytes());
                sum[1] += Math.max(0, usage.diskBytes());
            }
        }
        List<PodUse.Measured> out = new ArrayList<>();
        sums.forEach((uid, sum) -> out.add(new PodUse.Measured(uid, sum[0], sum[1])));
        return out;
    }
}
