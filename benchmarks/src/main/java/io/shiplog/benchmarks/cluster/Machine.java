package io.shiplog.benchmarks.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** On what and of what a result was measured: without this a figure says nothing. */
public final class Machine {

    private static final long ASSUMED_KIB = 4L * 1024 * 1024;
    private static final long ANSWER_SECONDS = 5;

    private Machine() {}

    /** Cores, memory, Java, operating system, and how busy the machine was before the run. */
    public static ObjectNode describe() {
        return Json.object()
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("memoryMiB", memoryKib() / 1024)
                .put("java", System.getProperty("java.vm.version", ""))
                .put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""))
                .put("loadBefore", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Memory of the machine; 4 GiB where the system does not tell. */
    static long memoryKib() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(ASSUMED_KIB);
        } catch (IOException e) {
            return ASSUMED_KIB;
        }
    }

    /** The tree's commit, with "+changes" when files differ from it; empty where there is no git. */
    public static String commit(Path home) {
        String commit = git(home, "rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "";
        }
        return commit
                + (git(home, "status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : "+changes");
    }

    private static String git(Path home, String... args) {
        String[] command = new String[args.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = home.toString();
        System.arraycopy(args, 0, command, 3, args.length);
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
