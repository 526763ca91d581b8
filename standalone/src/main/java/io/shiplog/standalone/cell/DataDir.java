package io.shiplog.standalone.cell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where everything of a cluster on this machine lies, and what each part is called. */
public record DataDir(Path root) {

    private static final long MIB = 1024 * 1024;
    /** Below this a broker would soon stop in the middle of a write. */
    private static final long MIN_FREE_BYTES = 256 * MIB;

    /** The directory with this path; "~" is the home directory. */
    public static DataDir of(String path) {
        String expanded =
                path.equals("~") || path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
        return new DataDir(Path.of(expanded).toAbsolutePath().normalize());
    }

    public Path broker() {
        return root.resolve("broker");
    }

    /** What the cluster was born with: its id and P. */
    public Path genesis() {
        return root.resolve("genesis.json");
    }

    /** The key under which Secrets are encrypted. */
    public Path secretsKey() {
        return root.resolve("secrets.key");
    }

    /** A directory for a role's own files. */
    public Path role(String name) {
        return root.resolve("roles").resolve(name);
    }

    public Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    /** Ports and process of the running cluster. */
    public Path clusterFile() {
        return root.resolve("cluster.json");
    }

    public Path log() {
        return root.resolve("logs").resolve("shiplog.log");
    }

    /** What a detached cluster prints. */
    public Path console() {
        return root.resolve("logs").resolve("console.log");
    }

    /** Held by the running cluster. */
    public Path lock() {
        return root.resolve("lock");
    }

    /** Makes the directory; throws UserError when it cannot be written or the disk is nearly full. */
    public void prepare() {
        try {
            Files.createDirectories(root.resolve("logs"));
            long free = Files.getFileStore(root).getUsableSpace();
            if (free < MIN_FREE_BYTES) {
                throw new UserError(
                        "Only " + free / MIB + " MB are free where " + root + " lies; a cluster needs at least "
                                + MIN_FREE_BYTES / MIB + " MB.",
                        "Free some space, or choose another place with --data-dir.");
            }
            if (!Files.isWritable(root)) {
                throw new UserError(root + " cannot be written by this user.", "Choose another place with --data-dir.");
            }
        } catch (IOException e) {
            throw new UserError(
                    "The data directory " + root + " cannot be used: " + e.getMessage() + ".",
                    "Choose another place with --data-dir.");
        }
    }

    /** Deletes everything in the directory and the directory itself. */
    public void wipe() {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> found = Files.walk(root)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
