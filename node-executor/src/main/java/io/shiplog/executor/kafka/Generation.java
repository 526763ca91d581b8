package io.shiplog.executor.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Numbers the runs of an executor, each larger than the one before. */
final class Generation {

    private static final String FILE = "generation";

    private Generation() {}

    /**
     * The number of the run that begins now: the time in milliseconds, or, should the clock have been set back, one
     * more than that of the last run in this directory.
     */
    static long next(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        try {
            Files.createDirectories(dataDir);
            String last = Files.exists(file) ? Files.readString(file).strip() : "";
            long next = System.currentTimeMillis();
            if (last.matches("\\d{1,18}")) {
                next = Math.max(next, Long.parseLong(last) + 1);
            }
            Path fresh = dataDir.resolve(FILE + ".new");
            Files.writeString(fresh, Long.toString(next));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException("the executor's directory " + dataDir + " cannot be written", e);
        }
    }
}
