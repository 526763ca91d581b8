package io.shiplog.benchmarks.cluster;

import io.shiplog.benchmarks.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What Linux says of a process at one moment.
 *
 * @param cpuMillis processor time since its start, in user and kernel mode
 * @param rssBytes resident memory
 * @param rssPeakBytes the most it ever had
 * @param threads processor time of its living threads by the kernel's number
 */
public record ProcessFigures(long cpuMillis, long rssBytes, long rssPeakBytes, Map<Long, ThreadTime> threads) {

    /** A process that is about to begin. */
    public static final ProcessFigures NONE = new ProcessFigures(0, 0, 0, Map.of());

    /**
     * What one thread has used.
     *
     * @param name as the kernel cuts it
     */
    record ThreadTime(String name, long cpuMillis) {}

    /** USER_HZ: /proc counts in hundredths of a second on every Linux that Java runs on. */
    private static final long MILLIS_PER_TICK = 10;
    /** Fields of /proc/PID/stat after the name, which may hold blanks itself: state is 0, utime 11, stime 12. */
    private static final int UTIME = 11;

    /** Looks now. Throws BenchException when the process is gone or this is no Linux. */
    public static ProcessFigures of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            Map<Long, ThreadTime> threads = new TreeMap<>();
            try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
                for (Path task : tasks.toList()) {
                    addThread(task, threads);
                }
            }
            String status = Files.readString(proc.resolve("status"));
            return new ProcessFigures(
                    cpuMillis(Files.readString(proc.resolve("stat"))),
                    kib(status, "VmRSS:") * 1024,
                    kib(status, "VmHWM:") * 1024,
                    threads);
        } catch (IOException e) {
            throw new BenchException("process " + pid + " cannot be looked at: " + e, e);
        }
    }

    private static void addThread(Path task, Map<Long, ThreadTime> threads) throws IOException {
        try {
            String stat = Files.readString(task.resolve("stat"));
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            threads.put(Long.parseLong(stat.substring(0, stat.indexOf(' '))), new ThreadTime(name, cpuMillis(stat)));
        } catch (IOException e) { // no such file, or, when it ended while it was read, no such process
            if (Files.exists(task)) {
                throw e;
            }
            // A thread that ended between the listing and the look: what it used is in the process's time alone.
        }
    }

    static long cpuMillis(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * MILLIS_PER_TICK;
    }

    private static long kib(String status, String field) {
        int at = status.indexOf(field);
        int end = status.indexOf('\n', at);
        return at < 0 ? 0 : Long.parseLong(status.substring(at, end).replaceAll("\\D", ""));
    }

    /**
     * Processor time since an earlier look by name of thread without numbers, in the order of names.
     *
     * @param names what Java calls its threads; others have the kernel's name
     */
    public Map<String, Long> threadsSince(ProcessFigures earlier, Map<Long, String> names) {
        Map<String, Long> out = new TreeMap<>();
        threads.forEach((id, thread) -> {
            ThreadTime before = earlier.threads.get(id);
            long used = thread.cpuMillis - (before == null ? 0 : before.cpuMillis);
            if (used > 0) {
                out.merge(ThreadNames.ofKind(names.getOrDefault(id, thread.name)), used, Long::sum);
            }
        });
        return out;
    }
}
