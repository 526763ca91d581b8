package io.shiplog.scheduler.queue;

/**
 * How long a pod waits after a failed attempt: 1 s, 2 s, 4 s … at most 10 s (kube-scheduler's
 * podInitialBackoffSeconds).
 */
public record BackOff(long initialMillis, long maxMillis) {

    /** Kubernetes' defaults. */
    public static final BackOff DEFAULT = new BackOff(1_000, 10_000);

    /** Wait after this many attempts, in milliseconds; 0 before the first. */
    public long millis(int attempts) {
        long wait = attempts <= 0 ? 0 : initialMillis;
        for (int i = 1; i < attempts && wait < maxMillis; i++) {
            wait = wait > maxMillis / 2 ? maxMillis : wait * 2;
        }
        return Math.min(wait, maxMillis);
    }
}
