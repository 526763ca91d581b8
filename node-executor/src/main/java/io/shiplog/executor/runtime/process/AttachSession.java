package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.PodAccess;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;

/** The streams of a container's own process from now on: what it writes comes from its files. */
final class AttachSession implements PodAccess.Session {

    private final TailStream out;
    private final TailStream err;
    private final OutputStream in;

    AttachSession(Run run, PodAccess.Streams streams) throws IOException {
        out = new TailStream(run, run.folder.stdout(), streams.stdout());
        err = new TailStream(run, run.folder.stderr(), streams.stderr());
        in = streams.stdin() ? input(run) : OutputStream.nullOutputStream();
    }

    /** Closing it ends the container's input where stdinOnce says so: then its keeper is ended. */
    private static OutputStream input(Run run) throws IOException {
        boolean once = run.pod
                .template()
                .containers()
                .get(run.index)
                .json()
                .path("stdinOnce")
                .asBoolean();
        return new FilterOutputStream(Files.newOutputStream(run.folder.stdin())) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                super.close();
                if (once) {
                    Trees.killKeeper(run.folder);
                }
            }
        };
    }

    @Override
    public OutputStream stdin() {
        return in;
    }

    @Override
    public InputStream stdout() {
        return out;
    }

    @Override
    public InputStream stderr() {
        return err;
    }

    @Override
    public void resize(int width, int height) {
        // There is no terminal.
    }

    @Override
    public int exitCode() throws InterruptedException {
        out.awaitEnd();
        return 0;
    }

    @Override
    public void close() throws IOException {
        out.close();
        err.close();
        in.close();
    }
}
