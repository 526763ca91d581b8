package io.shiplog.executor.metrics;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine under this process, as Linux tells of it. */
final class Machine {

    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);

    private final Path proc;
    private final Path disk;
    private boolean told;

    /**
     * Looks at a machine.
     *
     * @param proc /proc
     * @param disk a directory on the file system that is looked at
     */
    Machine(Path proc, Path disk) {
        this.proc = proc;
        this.disk = disk;
    }

    /** What it uses now; empty, and said once in the log, where it cannot be told. */
    Optional<NodeFigures> figures() {
        try {
            FileStore store = Files.getFileStore(disk);
            return Optional.of(NodeFigures.of(
                    Files.readString(proc.resolve("stat")),
                    Files.readString(proc.resolve("meminfo")),
                    Files.readString(proc.resolve("net").resolve("dev")),
                    new NodeFigures.Disk(store.getTotalSpace(), store.getUnallocatedSpace(), store.getUsableSpace())));
        } catch (IOException | IllegalArgumentException e) {
            if (!told) {
                told = true;
                LOG.warn("what the machine uses cannot be told, nodes have no metrics: {}", e.toString());
            }
            return Optional.empty();
        }
    }
}
