package io.shiplog.executor.node.pressure;

import java.util.Comparator;
import java.util.List;

/**
 * Who is evicted first, as the kubelet ranks: those that use more than they asked for, then those of lower priority,
 * then those that use most above what they asked for. Equals go by uid, so that the order is always the same.
 */
public final class Ranking {

    private static final Comparator<PodUse> BY_MEMORY = Comparator.comparing(
                    (PodUse pod) -> pod.memoryOverRequest() <= 0)
            .thenComparingInt(PodUse::priority)
            .thenComparing(Comparator.comparingLong(PodUse::memoryOverRequest).reversed())
            .thenComparing(PodUse::uid);

    private static final Comparator<PodUse> BY_DISK = Comparator.comparing((PodUse pod) -> pod.diskOverRequest() <= 0)
            .thenComparingInt(PodUse::priority)
            .thenComparing(Comparator.comparingLong(PodUse::diskOverRequest).reversed())
            .thenComparing(PodUse::uid);

    private Ranking() {}

    /** Candidates in the order of eviction for a shortage; critical pods are none. */
    public static List<PodUse> of(Shortage shortage, List<PodUse> pods) {
        return pods.stream()
                .filter(pod -> pod.priority() < NodePressure.CRITICAL_PRIORITY)
                .sorted(shortage.resource().equals(Shortage.MEMORY) ? BY_MEMORY : BY_DISK)
                .toList();
    }
}
