package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.PodAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A further command in a container. Where a terminal is wanted the process is script, which makes one. */
final class ExecSession implements PodAccess.Session {

    private final Process process;
    private final boolean tty;

    ExecSession(Process process, PodAccess.Streams streams) throws IOException {
        this.process = process;
        this.tty = streams.tty();
        if (!streams.stdin()) {
            process.getOutputStream().close();
        }
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public InputStream stdout() {
        return process.getInputStream();
    }

    @Override
    public InputStream stderr() {
        return process.getErrorStream();
    }

    @Override
    public void resize(int width, int height) {
        String terminal = tty ? terminal() : "";
        if (terminal.isEmpty() || width <= 0 || height <= 0) {
            return;
        }
        try {
            new ProcessBuilder(
                            "stty", "-F", terminal, "cols", Integer.toString(width), "rows", Integer.toString(height))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return; // the terminal keeps its size
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the command has for its input, once it runs. */
    private String terminal() {
        List<ProcessHandle> children = process.toHandle().children().toList();
        for (ProcessHandle child : children) {
            String file = Proc.openFile(child.pid(), 0);
            if (file.startsWith("/dev/pts/")) {
                return file;
            }
        }
        return "";
    }

    @Override
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
