package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.file.Path;

/** Named pipes, which Java cannot make. */
final class Fifo {

    private Fifo() {}

    static void make(Path path) throws IOException {
        Process process = new ProcessBuilder("mkfifo", "-m", "600", path.toString()).start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("cannot make the named pipe " + path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
