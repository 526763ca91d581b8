package io.shiplog.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes of a cluster under measurement.
 *
 * @param runtime of all of them
 * @param count in the cluster's own process
 * @param cpu of each, empty for the usual
 * @param memory of each, empty for the usual
 * @param away so many more in a process of their own, of the usual size
 */
public record ClusterNodes(String runtime, int count, String cpu, String memory, int away) {

    /** So many of the usual size, all in one process. */
    public static ClusterNodes of(String runtime, int count) {
        return new ClusterNodes(runtime, count, "", "", 0);
    }

    /** Options of {@code up} for their size. */
    List<String> size() {
        List<String> out = new ArrayList<>();
        if (!cpu.isEmpty()) {
            out.addAll(List.of("--node-cpu", cpu));
        }
        if (!memory.isEmpty()) {
            out.addAll(List.of("--node-memory", memory));
        }
        return out;
    }
}
