package io.shiplog.api.read;

/** Waiting for a thread of ours to end. */
public final class Threads {

    private static final long JOIN_MILLIS = 10_000;

    private Threads() {}

    /** Returns when the thread has ended, was never started, or after ten seconds. */
    public static void join(Thread thread) {
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
