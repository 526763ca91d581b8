package io.shiplog.executor.pod;

/**
 * An exponential delay as a value: none before the first failure, then a step that doubles up to a cap, and starts
 * over after
 * twice the cap of peace. The executor uses it for crash loops and image pulls with 10 s and 300 s, as Kubernetes does.
 *
 * <p>Example, step 10 s: failures one after the other wait 0, 10, 20, 40, 80, 160, 300, 300 … seconds.
 *
 * @param delayMillis delay in force, 0 before any failure
 * @param updatedMillis when it was last raised
 */
public record BackOff(long delayMillis, long updatedMillis) {

    /** First delay of crash loops and image pulls. */
    public static final long STEP_MILLIS = 10_000;
    /** Longest delay of crash loops and image pulls. */
    public static final long MAX_MILLIS = 300_000;
    /** No failure yet. */
    public static final BackOff NONE = new BackOff(0, 0);

    private static final int IDLE_FACTOR = 2;

    /** The delay after one more failure (or attempt) at this time. */
    public BackOff next(long nowMillis, long stepMillis, long maxMillis) {
        boolean fresh = delayMillis == 0 || expired(nowMillis, maxMillis);
        return new BackOff(fresh ? stepMillis : Math.min(2 * delayMillis, maxMillis), nowMillis);
    }

    /** {@link #next(long, long, long)} with Kubernetes' 10 s and 300 s. */
    public BackOff next(long nowMillis) {
        return next(nowMillis, STEP_MILLIS, MAX_MILLIS);
    }

    /** The delay that something which failed at this time has to wait from then on; 0 after a long peace. */
    public long delayAt(long failedMillis, long maxMillis) {
        return expired(failedMillis, maxMillis) ? 0 : delayMillis;
    }

    /** True while the time since the last attempt is shorter than the delay. */
    public boolean holdsAt(long nowMillis, long maxMillis) {
        return delayMillis > 0 && !expired(nowMillis, maxMillis) && nowMillis - updatedMillis < delayMillis;
    }

    private boolean expired(long nowMillis, long maxMillis) {
        return nowMillis - updatedMillis > IDLE_FACTOR * maxMillis;
    }
}
