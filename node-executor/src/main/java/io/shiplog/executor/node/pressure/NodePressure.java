package io.shiplog.executor.node.pressure;

import io.shiplog.schemas.record.NodeConditionReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions MemoryPressure and DiskPressure of one node. They come at once and go only after a time without shortage,
 * so that pods do not come back to a node that is about to run short again.
 */
public final class NodePressure {

    /** Pods of this priority and above (system-node-critical, system-cluster-critical) are never evicted. */
    public static final int CRITICAL_PRIORITY = 2_000_000_000;

    private static final long NEVER = -1;

    private final Thresholds thresholds;
    private long memorySeenMillis = NEVER;
    private long diskSeenMillis = NEVER;

    public NodePressure(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** Takes what is left of the node's resources; true when a condition has changed. */
    public boolean look(Signals signals, long nowMillis) {
        boolean memory = memoryPressure();
        boolean disk = diskPressure();
        memorySeenMillis = seen(memorySeenMillis, memory(signals) != null, nowMillis);
        diskSeenMillis = seen(diskSeenMillis, disk(signals) != null, nowMillis);
        return memory != memoryPressure() || disk != diskPressure();
    }

    private long seen(long before, boolean isShort, long now) {
        if (isShort) {
            return now;
        }
        return before != NEVER && now - before >= thresholds.transitionMillis() ? NEVER : before;
    }

    /** What is short now, memory before disk, or null. */
    public @Nullable Shortage shortage(Signals signals) {
        Shortage memory = memory(signals);
        return memory == null ? disk(signals) : memory;
    }

    private @Nullable Shortage memory(Signals signals) {
        long available = signals.memoryAvailableBytes();
        boolean isShort = available >= 0 && available < thresholds.memoryAvailableBytes();
        String threshold = (thresholds.memoryAvailableBytes() >> 20) + "Mi";
        return isShort ? new Shortage(Shortage.MEMORY, threshold, available) : null;
    }

    private @Nullable Shortage disk(Signals signals) {
        Shortage nodefs = disk(
                signals.nodefsAvailableBytes(), signals.nodefsCapacityBytes(), thresholds.nodefsAvailablePercent());
        return nodefs != null
                ? nodefs
                : disk(
                        signals.imagefsAvailableBytes(),
                        signals.imagefsCapacityBytes(),
                        thresholds.imagefsAvailablePercent());
    }

    private static @Nullable Shortage disk(long available, long capacity, int percent) {
        boolean isShort = capacity > 0 && available < capacity / 100 * percent;
        return isShort ? new Shortage(Shortage.DISK, percent + "%", available) : null;
    }

    public boolean memoryPressure() {
        return memorySeenMillis != NEVER;
    }

    public boolean diskPressure() {
        return diskSeenMillis != NEVER;
    }

    /**
     * The condition for which the node takes no new pod of this kind, or empty.
     *
     * @param bestEffort the pod asks for no cpu and no memory
     */
    public String refuses(int priority, boolean bestEffort) {
        if (priority >= CRITICAL_PRIORITY) {
            return "";
        }
        return diskPressure() ? "DiskPressure" : memoryPressure() && bestEffort ? "MemoryPressure" : "";
    }

    /** The node's conditions besides Ready. */
    public List<NodeConditionReport> conditions() {
        return List.of(
                memoryPressure()
                        ? new NodeConditionReport(
                                "MemoryPressure",
                                "True",
                                "KubeletHasInsufficientMemory",
                                "kubelet has insufficient memory available")
                        : new NodeConditionReport(
                                "MemoryPressure",
                                "False",
                                "KubeletHasSufficientMemory",
                                "kubelet has sufficient memory available"),
                diskPressure()
                        ? new NodeConditionReport(
                                "DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure")
                        : new NodeConditionReport(
                                "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                new NodeConditionReport(
                        "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"));
    }
}
