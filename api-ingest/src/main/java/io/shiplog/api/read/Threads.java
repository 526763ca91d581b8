package io.shiplog.api.read;

import org.apache.kafka.common.errors.InterruptException;

/** The ends of threads of ours that read topics. */
public final class Threads {

    private static final long JOIN_MILLIS = 10_000;

    private Threads() {}

    /** Reads until it is interrupted, and forgets that: a consumer that is closed while interrupted cannot sign off. */
    public static void untilInterrupted(Runnable reading) {
        try {
            reading.run();
        } catch (InterruptException e) {
            Thread.interrupted();
        }
    }

    /** Returns when the thread has ended, was never started, or after ten seconds. */
    public static void join(Thread thread) {
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
