package io.shiplog.standalone.cli;

import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.UserError;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A cluster in a process of its own that outlives the terminal: this same Java command again, its output in a file that
 * is shown here until it says that it is ready.
 */
final class Detached {

    /** The child writes this file's name's content when it is ready; the parent waits for it. */
    static final String READY_FILE = "shiplog.detached.ready";

    private static final long LOOK_MILLIS = 25;
    /** More than a cluster gives itself, so that it is the cluster that tells what it waits for. */
    private static final long PATIENCE_SECONDS = 630;

    private Detached() {}

    /** Starts a cluster so (without --detach) and waits until it is ready. Exit code for this process. */
    static int up(DataDir dir, LaunchCommand launch, PrintWriter out) throws IOException, InterruptedException {
        Path ready = dir.root().resolve("ready");
        Files.deleteIfExists(ready);
        Path console = dir.console();
        Files.deleteIfExists(console);
        Process child = new ProcessBuilder(command(launch, ready))
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long shown = 0;
        while (true) {
            boolean isReady = Files.exists(ready);
            boolean ended = !child.isAlive();
            shown = show(console, shown, out);
            if (isReady) {
                Files.deleteIfExists(ready);
                return 0;
            }
            if (ended) {
                return child.exitValue() == 0 ? 1 : child.exitValue();
            }
            if (System.nanoTime() > deadline) {
                throw new UserError(
                        "The cluster is not ready after " + PATIENCE_SECONDS + " s (process " + child.pid() + ").",
                        "Look into " + dir.log() + "; stop it with ./shiplog down.");
            }
            child.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** True in the process that runs in the background. */
    static boolean isChild() {
        return System.getProperty(READY_FILE) != null;
    }

    /** Says to the process that started this one that the cluster is ready. */
    static void tellParent() {
        String file = System.getProperty(READY_FILE);
        if (file != null) {
            try {
                Files.writeString(Path.of(file), "ready");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<String> command(LaunchCommand launch, Path ready) {
        List<String> out = new ArrayList<>();
        // A session of its own: closing the terminal ends neither the cluster nor its output.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            out.add("/usr/bin/setsid");
        }
        out.addAll(launch.line("-D" + READY_FILE + "=" + ready));
        return out;
    }

    private static long show(Path console, long from, PrintWriter out) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(console.toFile(), "r")) {
            long length = file.length();
            if (length > from) {
                byte[] added = new byte[(int) (length - from)];
                file.seek(from);
                file.readFully(added);
                out.print(new String(added, StandardCharsets.UTF_8));
                out.flush();
            }
            return Math.max(length, from);
        }
    }
}
