package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this machine has and lets us do.
 *
 * @param scripts folder with our scripts
 * @param root the executor may do everything
 * @param namespaces a container may have a mount and a host name namespace of its own
 * @param setpriv of util-linux, or null
 * @param script of util-linux, which makes terminals, or null
 */
record Tools(
        Path scripts,
        boolean root,
        boolean namespaces,
        String setsid,
        @Nullable String setpriv,
        @Nullable String script) {

    /** Where programs are looked for, by us and by a container that says nothing else. */
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final List<String> SCRIPTS = List.of("shim.sh", "launch.sh", "enter.sh");
    private static final long TRY_SECONDS = 5;

    /** Looks around, and lays the scripts into the folder. Throws IllegalStateException when pods cannot run at all. */
    static Tools find(Path scripts) {
        String setsid = program("setsid");
        if (!Files.exists(Path.of("/proc/self/stat")) || setsid == null) {
            throw new IllegalStateException(
                    "containers cannot run as processes here: Linux with /proc and setsid (package util-linux) is"
                            + " needed; start with --runtime simulated");
        }
        try {
            Files.createDirectories(scripts);
            for (String name : SCRIPTS) {
                lay(name, scripts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + scripts, e);
        }
        Proc.boot();
        boolean root = "root".equals(System.getProperty("user.name")) && tries("chown", "0:0", scripts.toString());
        boolean namespaces = root
                && tries("unshare", "--mount", "--uts", "--propagation", "slave", "mount", "--bind", "/", "/")
                && program("nsenter") != null;
        return new Tools(scripts, root, namespaces, setsid, program("setpriv"), program("script"));
    }

    /** Written anew and moved, since an older release's shims may still be reading the old ones. */
    private static void lay(String name, Path scripts) throws IOException {
        try (InputStream in = Tools.class.getResourceAsStream("/process/" + name)) {
            if (in == null) {
                throw new IOException("this build lacks " + name);
            }
            Path half = scripts.resolve(name + ".new");
            Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
            Files.move(half, scripts.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Path of a program, or null when it is not installed. */
    static @Nullable String program(String name) {
        for (String folder : PATH.split(":")) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return null;
    }

    private static boolean tries(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(TRY_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** private or shared, as the scripts call it. */
    String mode() {
        return namespaces ? "private" : "shared";
    }

    String path(String script) {
        return scripts.resolve(script).toString();
    }
}
