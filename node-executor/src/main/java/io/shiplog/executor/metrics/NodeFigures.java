package io.shiplog.executor.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a machine has and uses.
 *
 * @param cpuSeconds busy time of all processors since its start
 * @param memoryTotalBytes memory it has
 * @param memoryAvailableBytes what new work can get without swapping, as the kernel estimates it
 * @param disk the file system of the data directory
 * @param receivedBytes of its real interfaces since its start
 * @param sentBytes likewise
 */
record NodeFigures(
        double cpuSeconds,
        long memoryTotalBytes,
        long memoryAvailableBytes,
        Disk disk,
        long receivedBytes,
        long sentBytes) {

    /**
     * A file system.
     *
     * @param freeBytes not taken by anybody; the super-user's reserve counts
     * @param availableBytes what this user can still take
     */
    record Disk(long totalBytes, long freeBytes, long availableBytes) {
        /** What is taken. */
        long usedBytes() {
            return Math.max(0, totalBytes - freeBytes);
        }
    }

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final long KIB = 1024;
    /** user, nice, system, irq, softirq, steal; idle and iowait are not busy, guest is in user already. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    private static final int SENT_COLUMN = 8;
    /** Traffic over these is between containers, or counted at a real one as well. */
    private static final List<String> VIRTUAL = List.of("lo", "veth", "docker", "br-", "cni", "virbr", "tun", "tap");

    /**
     * Reads the kernel's files. Throws IllegalArgumentException when they do not look as they do on Linux.
     *
     * @param stat /proc/stat
     * @param meminfo /proc/meminfo
     * @param netDev /proc/net/dev
     */
    static NodeFigures of(String stat, String meminfo, String netDev, Disk disk) {
        Map<String, Long> memory = memory(meminfo);
        long[] network = network(netDev);
        return new NodeFigures(
                cpuSeconds(stat),
                memory.getOrDefault("MemTotal", 0L),
                memory.getOrDefault("MemAvailable", memory.getOrDefault("MemFree", 0L)),
                disk,
                network[0],
                network[1]);
    }

    private static double cpuSeconds(String stat) {
        String[] fields = stat.lines().findFirst().orElse("").split("\\s+");
        if (!fields[0].equals("cpu")) {
            throw new IllegalArgumentException("/proc/stat does not begin with cpu");
        }
        long ticks = 0;
        for (int i : BUSY) {
            ticks += i < fields.length ? Long.parseLong(fields[i]) : 0;
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static Map<String, Long> memory(String meminfo) {
        Map<String, Long> out = new HashMap<>();
        meminfo.lines().forEach(line -> {
            String[] fields = line.split("[:\\s]+");
            if (fields.length > 2 && fields[2].equals("kB")) {
                out.put(fields[0], Long.parseLong(fields[1]) * KIB);
            }
        });
        return out;
    }

    private static long[] network(String netDev) {
        long[] sums = new long[2];
        netDev.lines().filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).strip();
            String[] fields = line.substring(colon + 1).strip().split("\\s+");
            if (VIRTUAL.stream().noneMatch(name::startsWith) && fields.length > SENT_COLUMN) {
                sums[0] += Long.parseLong(fields[0]);
                sums[1] += Long.parseLong(fields[SENT_COLUMN]);
            }
        });
        return sums;
    }

    /** Memory that cannot be had back: what there is less what new work can get. */
    long workingSetBytes() {
        return Math.max(0, memoryTotalBytes - memoryAvailableBytes);
    }
}
