package io.shiplog.executor.runtime.docker;

import io.shiplog.executor.runtime.PodAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** A taken-over connection to a command or a container, its outputs taken apart on a thread of its own. */
final class EngineSession implements PodAccess.Session {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long POLL_MILLIS_MAX = 250;

    /** What the session leads to. */
    interface Target {
        /** Exit code once it has ended, or -1 while it runs. Throws IOException when it cannot be known. */
        int exitCode() throws IOException;

        /** New size of its terminal. */
        void resize(int width, int height);

        /** Called when the session is closed before its end, on a thread of its own. */
        void abandoned();

        /** An attachment may be left while its target runs on; its exit code is 0 then. */
        boolean mayBeLeft();
    }

    private final EngineSocket socket;
    private final Target target;
    private final OutputStream stdin;
    private final Pipe stdout = new Pipe();
    private final Pipe stderr = new Pipe();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile boolean finished;

    /** @param answer the connection's bytes, in frames unless it is a tty */
    EngineSession(EngineSocket socket, InputStream answer, boolean tty, Target target) {
        this.socket = socket;
        this.target = target;
        this.stdin = socket.output();
        Thread thread = new Thread(() -> copy(answer, tty), "docker-session");
        thread.setDaemon(true);
        thread.start();
    }

    private void copy(InputStream answer, boolean tty) {
        try {
            if (tty) {
                raw(answer);
            } else {
                for (Frames.Frame frame = Frames.next(answer); frame != null; frame = Frames.next(answer)) {
                    (frame.stderr() ? stderr : stdout).put(frame.payload());
                }
            }
        } catch (IOException e) {
            // The connection is gone: by close(), or with the engine, which exitCode() will say.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stdout.end();
            stderr.end();
            over.countDown();
        }
    }

    private void raw(InputStream answer) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
            byte[] piece = new byte[n];
            System.arraycopy(buffer, 0, piece, 0, n);
            stdout.put(piece);
        }
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public void resize(int width, int height) {
        target.resize(width, height);
    }

    @Override
    public int exitCode() throws IOException, InterruptedException {
        over.await();
        long pause = 5;
        while (true) {
            if (closed) {
                if (target.mayBeLeft()) {
                    return 0;
                }
                throw new IOException("the session was closed before its end");
            }
            int code = target.exitCode();
            if (code >= 0) {
                finished = true;
                return code;
            }
            if (target.mayBeLeft()) {
                return 0;
            }
            Thread.sleep(pause); // output ends a moment before the engine knows the code
            pause = Math.min(POLL_MILLIS_MAX, pause * 2);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (!finished) {
            Thread thread = new Thread(target::abandoned, "docker-abandoned"); // whoever closes does not wait
            thread.setDaemon(true);
            thread.start();
        }
        socket.close();
        stdout.close();
        stderr.close();
    }
}
