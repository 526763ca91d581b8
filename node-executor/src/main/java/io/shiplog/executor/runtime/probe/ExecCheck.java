package io.shiplog.executor.runtime.probe;

import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.PodAccess.Session;
import io.shiplog.executor.runtime.PodAccess.Streams;
import io.shiplog.schemas.object.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A command in a container whose exit code 0 is success. */
final class ExecCheck {

    /** Output kept for the message, as in Kubernetes. */
    private static final int OUTPUT_BYTES_MAX = 10 * 1024;

    /**
     * How it ended.
     *
     * @param error why it did not run to its end, empty when it did
     */
    record Outcome(int exitCode, String output, String error, boolean timedOut) {}

    private ExecCheck() {}

    static Result probe(
            PodAccess access,
            ScheduledExecutorService clock,
            ContainerRef container,
            List<String> command,
            long timeoutMillis) {
        Outcome outcome = run(access, clock, container, command, timeoutMillis);
        if (outcome.timedOut()) {
            return Result.failure("command timed out: \"" + String.join(" ", command) + "\" timed out after "
                    + timeoutMillis / 1000 + "s");
        }
        if (!outcome.error().isEmpty()) {
            return Result.error(outcome.error());
        }
        return outcome.exitCode() == 0 ? Result.SUCCESS : Result.failure(outcome.output());
    }

    /** As a hook: the message says command, code and output. */
    static Result hook(
            PodAccess access,
            ScheduledExecutorService clock,
            ContainerRef container,
            List<String> command,
            long timeoutMillis) {
        Outcome outcome = run(access, clock, container, command, timeoutMillis);
        String name = "command '" + String.join(" ", command) + "'";
        if (outcome.timedOut()) {
            return Result.failure(name + " timed out");
        }
        if (!outcome.error().isEmpty()) {
            return Result.failure(name + " could not be run: " + outcome.error());
        }
        return outcome.exitCode() == 0
                ? Result.SUCCESS
                : Result.failure(name + " exited with " + outcome.exitCode() + ": " + outcome.output());
    }

    private static Outcome run(
            PodAccess access,
            ScheduledExecutorService clock,
            ContainerRef container,
            List<String> command,
            long timeoutMillis) {
        AtomicBoolean late = new AtomicBoolean();
        try (Session session = access.exec(container, command, new Streams(false, true, true, false))) {
            ScheduledFuture<?> timer = clock.schedule(
                    () -> {
                        late.set(true);
                        close(session);
                    },
                    timeoutMillis,
                    TimeUnit.MILLISECONDS);
            try {
                Outcome ended = await(session);
                return late.get() ? new Outcome(-1, "", "", true) : ended;
            } finally {
                timer.cancel(false);
            }
        } catch (StatusException e) {
            return new Outcome(-1, "", String.valueOf(e.getMessage()), false);
        } catch (IOException e) {
            return new Outcome(-1, "", late.get() ? "" : String.valueOf(e.getMessage()), late.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "", "the executor is being closed", false);
        }
    }

    private static Outcome await(Session session) throws IOException, InterruptedException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        Thread errors = new Thread(() -> drain(session.stderr(), kept), "probe-stderr");
        errors.setDaemon(true);
        errors.start();
        drain(session.stdout(), kept);
        errors.join();
        int exitCode = session.exitCode();
        synchronized (kept) {
            return new Outcome(exitCode, kept.toString(StandardCharsets.UTF_8), "", false);
        }
    }

    private static void drain(InputStream from, ByteArrayOutputStream kept) {
        byte[] buffer = new byte[4096];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                synchronized (kept) {
                    kept.write(buffer, 0, Math.min(n, OUTPUT_BYTES_MAX - kept.size()));
                }
            }
        } catch (IOException e) {
            // the session has been closed; its exit code says the rest
        }
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (IOException e) {
            // nothing is left to be closed
        }
    }
}
