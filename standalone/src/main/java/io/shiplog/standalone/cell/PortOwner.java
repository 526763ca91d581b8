package io.shiplog.standalone.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens on a port, as far as /proc tells this user. */
final class PortOwner {

    private static final int COLUMN_LOCAL = 1;
    private static final int COLUMN_STATE = 3;
    private static final int COLUMN_INODE = 9;
    private static final String LISTEN = "0A";

    private PortOwner() {}

    /** For example " (process 4711: nginx)"; empty where the system does not tell. */
    static String of(int port) {
        return socket(port)
                .flatMap(PortOwner::holder)
                .map(p -> " (process " + p + ")")
                .orElse("");
    }

    private static Optional<String> socket(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                Optional<String> inode = lines.map(line -> line.strip().split("\\s+"))
                        .filter(c -> c.length > COLUMN_INODE
                                && c[COLUMN_LOCAL].endsWith(suffix)
                                && c[COLUMN_STATE].equals(LISTEN))
                        .map(c -> c[COLUMN_INODE])
                        .findFirst();
                if (inode.isPresent()) {
                    return inode;
                }
            } catch (IOException e) {
                // No such table on this system: then nobody knows.
            }
        }
        return Optional.empty();
    }

    private static Optional<String> holder(String inode) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .filter(p -> holds(p, "socket:[" + inode + "]"))
                    .map(p -> p.getFileName() + ": " + name(p))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(fd -> {
                try {
                    return Files.readSymbolicLink(fd).toString().equals(socket);
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "?";
        }
    }
}
