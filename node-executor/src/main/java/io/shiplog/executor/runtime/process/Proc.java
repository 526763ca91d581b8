package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads /proc. What has gone meanwhile, or belongs to somebody else, is left out. */
final class Proc {

    private static final Path ROOT = Path.of("/proc");
    /** USER_HZ, which is 100 on every architecture that Java 17 runs on. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    private static final long PAGE_BYTES = 4096;

    private Proc() {}

    /**
     * One process.
     *
     * @param state Z for one that has ended and was not waited for
     * @param startTicks since the machine started; with the pid and the boot it names a process for good
     * @param cpuNanos its own and that of its children that have ended
     */
    record Stat(long pid, char state, long parent, long session, long startTicks, long cpuNanos, long residentBytes) {
        boolean runs() {
            return state != 'Z' && state != 'X';
        }
    }

    /** A process, or null when there is none with this pid. */
    static @Nullable Stat stat(long pid) {
        String line;
        try {
            line = Files.readString(ROOT.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime
            ticks += Long.parseLong(fields[i]);
        }
        return new Stat(
                pid,
                fields[0].charAt(0),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]),
                ticks * NANOS_PER_TICK,
                Long.parseLong(fields[21]) * PAGE_BYTES);
    }

    /** Every process. */
    static List<Stat> all() {
        List<Stat> out = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path entry : entries) {
                Stat stat = stat(Long.parseLong(entry.getFileName().toString()));
                if (stat != null) {
                    out.add(stat);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot list /proc: " + e.getMessage(), e);
        }
        return out;
    }

    /** Value of a variable in the environment that a process was started with, or empty. */
    static String variable(long pid, String name) {
        try {
            byte[] all = Files.readAllBytes(ROOT.resolve(pid + "/environ"));
            for (String entry : new String(all, StandardCharsets.UTF_8).split("\0")) {
                if (entry.startsWith(name + "=")) {
                    return entry.substring(name.length() + 1);
                }
            }
        } catch (IOException e) {
            return ""; // gone, or somebody else's
        }
        return "";
    }

    /** Where one of its open files leads to, or empty. */
    static String openFile(long pid, int descriptor) {
        try {
            return Files.readSymbolicLink(ROOT.resolve(pid + "/fd/" + descriptor))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Tells this start of the machine from others. */
    static String boot() {
        try {
            return Files.readString(ROOT.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the process runtime needs /proc as Linux has it: " + e.getMessage(), e);
        }
    }
}
