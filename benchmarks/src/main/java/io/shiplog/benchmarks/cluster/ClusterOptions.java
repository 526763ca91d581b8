package io.shiplog.benchmarks.cluster;

import java.util.List;

/**
 * How the cluster's JVM is started.
 *
 * @param heap value of -Xmx
 * @param jvmOptions further options for Java
 * @param profile record with Java Flight Recorder
 */
public record ClusterOptions(String heap, List<String> jvmOptions, boolean profile) {

    private static final long KIB_PER_MIB = 1024;
    private static final long MIB_MIN = 512;
    private static final long MIB_MAX = 12_288;

    /** As the launcher starts a cluster: half the machine, between half a gigabyte and twelve. */
    public static String launcherHeap() {
        long mib = Machine.memoryKib() / KIB_PER_MIB / 2;
        return Math.max(MIB_MIN, Math.min(MIB_MAX, mib)) + "m";
    }
}
