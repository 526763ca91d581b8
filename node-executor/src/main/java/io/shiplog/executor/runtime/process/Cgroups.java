package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups of containers, version 1 or 2, as far as this machine lets us: they limit, they measure, and they know
 * every process of a container, also one that has left its session. One group a run, below {@code shiplog/}.
 */
final class Cgroups {

    /** Most processes in one container: a fork bomb ends before the machine does. */
    static final int PIDS_MAX = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String OURS = "shiplog";
    private static final List<String> WANTED = List.of("memory", "cpu", "cpuacct", "pids");
    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final int SHARES_PER_CPU = 1024;

    private final boolean unified;
    /** Controller to the directory of our groups; with version 2 one for all. */
    private final Map<String, Path> parents;

    private Cgroups(boolean unified, Map<String, Path> parents) {
        this.unified = unified;
        this.parents = parents;
    }

    /**
     * What a container may take.
     *
     * @param cpuMillis 0 for no limit
     * @param memoryBytes 0 for no limit
     * @param cpuRequestMillis its weight against others
     */
    record Limits(long cpuMillis, long memoryBytes, long cpuRequestMillis) {}

    /** Finds out what may be written. */
    static Cgroups find() {
        return find(ROOT);
    }

    static Cgroups find(Path root) {
        boolean unified = Files.exists(root.resolve("cgroup.controllers"));
        Map<String, Path> parents = new TreeMap<>();
        for (String controller : unified ? List.of("memory", "cpu", "pids") : WANTED) {
            Path parent = (unified ? root : root.resolve(controller)).resolve(OURS);
            if (opens(root, parent, controller, unified)) {
                parents.put(controller, parent);
            }
        }
        return new Cgroups(unified, parents);
    }

    private static boolean opens(Path root, Path parent, String controller, boolean unified) {
        try {
            if (!Files.exists(parent.resolveSibling("cgroup.procs"))) {
                return false;
            }
            if (unified) {
                Files.writeString(root.resolve("cgroup.subtree_control"), "+" + controller);
            }
            Files.createDirectories(parent);
            if (unified) {
                Files.writeString(parent.resolve("cgroup.subtree_control"), "+" + controller);
            }
            return Files.isWritable(parent);
        } catch (IOException e) {
            return false;
        }
    }

    /** Which of cpu and memory cannot be limited, in words; none when limits are held. */
    List<String> unlimited() {
        return Stream.of("cpu", "memory")
                .filter(controller -> !parents.containsKey(controller))
                .toList();
    }

    /** Memory and cpu limits are held. */
    boolean enforced() {
        return unlimited().isEmpty();
    }

    /** Every process of a container is known. */
    boolean tracks() {
        return !parents.isEmpty();
    }

    /** Makes the group of a run and gives the files into which its first process writes its pid. */
    List<Path> make(String key, Limits limits) throws IOException {
        List<Path> out = new ArrayList<>();
        for (Path group : groups(key)) {
            Files.createDirectories(group);
            out.add(group.resolve("cgroup.procs"));
        }
        set(key, "pids", "pids.max", Integer.toString(PIDS_MAX));
        if (limits.memoryBytes() > 0) {
            set(key, "memory", unified ? "memory.max" : "memory.limit_in_bytes", Long.toString(limits.memoryBytes()));
        }
        if (limits.cpuMillis() > 0) {
            long quota = Math.max(1000, limits.cpuMillis() * CPU_PERIOD_MICROS / 1000);
            if (unified) {
                set(key, "cpu", "cpu.max", quota + " " + CPU_PERIOD_MICROS);
            } else {
                set(key, "cpu", "cpu.cfs_period_us", Long.toString(CPU_PERIOD_MICROS));
                set(key, "cpu", "cpu.cfs_quota_us", Long.toString(quota));
            }
        }
        long shares = Math.max(2, Math.min(262_144, limits.cpuRequestMillis() * SHARES_PER_CPU / 1000));
        // The weight that runc makes of shares.
        set(
                key,
                "cpu",
                unified ? "cpu.weight" : "cpu.shares",
                Long.toString(unified ? 1 + (shares - 2) * 9999 / 262_142 : shares));
        return out;
    }

    private void set(String key, String controller, String file, String value) throws IOException {
        Path parent = parents.get(controller);
        if (parent == null) {
            return;
        }
        try {
            Files.writeString(parent.resolve(key).resolve(file), value);
        } catch (IOException e) {
            throw new IOException("the system refuses " + file + " = " + value + ": " + e.getMessage(), e);
        }
    }

    private Set<Path> groups(String key) {
        Set<Path> out = new LinkedHashSet<>();
        parents.values().forEach(parent -> out.add(parent.resolve(key)));
        return out;
    }

    /** Every process of a run. */
    Set<Long> processes(String key) {
        Set<Long> out = new LinkedHashSet<>();
        for (Path group : groups(key)) {
            try {
                Files.readAllLines(group.resolve("cgroup.procs")).forEach(line -> out.add(Long.parseLong(line)));
            } catch (IOException e) {
                LOG.trace("{} is gone", group);
            }
        }
        return out;
    }

    /** True when the kernel has killed a process of the run for its memory. */
    boolean outOfMemory(String key) {
        long kills = unified
                ? number(key, "memory", "memory.events", "oom_kill")
                : number(key, "memory", "memory.oom_control", "oom_kill");
        return kills > 0;
    }

    /** Processor time, or -1 when not known. */
    long cpuNanos(String key) {
        if (unified) {
            long micros = number(key, "cpu", "cpu.stat", "usage_usec");
            return micros < 0 ? -1 : micros * 1000;
        }
        return number(key, "cpuacct", "cpuacct.usage", "");
    }

    /** Memory in use less inactive file cache, or -1 when not known. */
    long workingSetBytes(String key) {
        long used = number(key, "memory", unified ? "memory.current" : "memory.usage_in_bytes", "");
        long inactive = number(key, "memory", "memory.stat", unified ? "inactive_file" : "total_inactive_file");
        return used < 0 ? -1 : Math.max(0, used - Math.max(0, inactive));
    }

    /** A file's number, or that behind a word at the start of a line; -1 when it is not there. */
    private long number(String key, String controller, String file, String word) {
        Path parent = parents.get(controller);
        if (parent == null) {
            return -1;
        }
        try {
            for (String line : Files.readAllLines(parent.resolve(key).resolve(file))) {
                if (word.isEmpty() || line.startsWith(word + " ")) {
                    return Long.parseLong(line.substring(word.isEmpty() ? 0 : word.length() + 1));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
        return -1;
    }

    /** Removes the group; false while a process is in it. */
    boolean remove(String key) {
        boolean gone = true;
        for (Path group : groups(key)) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException e) {
                gone = false;
            }
        }
        return gone;
    }
}
