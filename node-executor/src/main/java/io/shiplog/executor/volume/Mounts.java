package io.shiplog.executor.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** File systems mounted on this machine, as this process sees them. */
final class Mounts {

    /** May this process mount, and give files away? */
    static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final long COMMAND_SECONDS = 10;

    private Mounts() {}

    /** Mount points at or below a directory, the deepest first. Empty where the system does not tell. */
    static List<Path> below(Path directory) throws IOException {
        if (!Files.isReadable(TABLE)) {
            return List.of();
        }
        Path root = Files.exists(directory) ? directory.toRealPath() : directory.toAbsolutePath();
        List<Path> out = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE, StandardCharsets.UTF_8)) {
            String[] fields = line.split(" ");
            Path point = Path.of(fields.length > MOUNT_POINT ? plain(fields[MOUNT_POINT]) : "/");
            if (point.startsWith(root)) {
                out.add(point);
            }
        }
        Collections.reverse(out); // the table is in order of mounting
        return out;
    }

    private static String plain(String field) {
        Matcher matcher = OCTAL.matcher(field);
        return matcher.replaceAll(
                octal -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
    }

    /**
     * Mounts a tmpfs. False when this process may not, and then nothing has happened.
     *
     * @param options as mount's -o
     */
    static boolean tmpfs(Path directory, String options) throws IOException {
        return ROOT && run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()) == 0;
    }

    /** Takes a mount away; what lies below it must be gone. Throws when it stays. */
    static void unmount(Path point) throws IOException {
        if (run("umount", point.toString()) != 0 && run("umount", "-l", point.toString()) != 0) {
            throw new IOException(
                    "cannot unmount " + point + "; unmount it by hand, the pod's folder is kept till then");
        }
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IOException(command[0] + " did not end within " + COMMAND_SECONDS + " s");
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command[0] + " was interrupted", e);
        }
    }
}
