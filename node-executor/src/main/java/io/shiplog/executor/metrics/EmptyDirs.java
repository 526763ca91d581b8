package io.shiplog.executor.metrics;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.UsageSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What lies in the emptyDirs of pods. Their files are counted one by one, so the figures are kept for a while. */
final class EmptyDirs {

    /** As often as the kubelet looks whether a pod is to be evicted. */
    private static final long KEPT_MILLIS = 10_000;

    private Map<String, Map<String, Long>> known = Map.of();
    private long knownMillis = -KEPT_MILLIS;

    /**
     * Bytes by name of volume, by uid.
     *
     * @param volumes names of the emptyDirs on disk of each pod
     */
    Map<String, Map<String, Long>> bytes(UsageSource from, Map<PodRef, List<String>> volumes, long nowMillis) {
        if (Math.abs(nowMillis - knownMillis) < KEPT_MILLIS) {
            return known;
        }
        Map<String, Map<String, Long>> out = new TreeMap<>();
        volumes.forEach((pod, names) -> {
            for (String name : names) {
                long bytes = from.emptyDirBytes(pod, name);
                if (bytes >= 0) {
                    out.computeIfAbsent(pod.uid(), uid -> new TreeMap<>()).put(name, bytes);
                }
            }
        });
        known = out;
        knownMillis = nowMillis;
        return out;
    }
}
