package io.shiplog.standalone.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a role, but does not wait for ever for others that are gone already: whoever stops all of a cluster at once
 * stops the registry and the brokers, too, and nothing that a role writes when it closes is more than a cache.
 */
final class Closing {

    /** Less than the 10 s after which Docker and systemd's impatient users kill. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** Of what others write to until the end: it has everything to put on disk. */
    static final Duration OF_BROKERS = Duration.ofMinutes(1);

    private Closing() {}

    /** Closes; after the limit the closing thread is interrupted. What went wrong, or empty. */
    static String close(AutoCloseable what, Duration limit) {
        Thread closing = Thread.currentThread();
        CountDownLatch closed = new CountDownLatch(1);
        Thread watch = new Thread(
                () -> {
                    try {
                        if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                            closing.interrupt();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-limit");
        watch.setDaemon(true);
        watch.start();
        try {
            what.close();
            return "";
        } catch (Exception e) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        } finally {
            closed.countDown();
        }
    }
}
