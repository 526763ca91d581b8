package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;

/** Results of one probe of one run of a container. */
public final class ProbeCount {

    /** What is held of the results so far. */
    public enum Result {
        UNKNOWN,
        SUCCESS,
        FAILURE
    }

    private static final long UNPLANNED = -1;
    /** An answer that is later than the timeout by this much is lost, and the probe is carried out again. */
    private static final long LOST_MILLIS = 2_000;
    /** Failures in a row that are each told; of later ones, one in so many. */
    private static final int TOLD_MAX = 10;

    private static final int TOLD_EACH = 30;

    final ProbeKind kind;
    final ProbeSpec spec;
    Result held;
    /** It has failed for good; nothing is asked any more. */
    boolean over;

    private boolean underWay;
    private boolean last;
    private boolean lastErrored;
    private int sameInARow;
    private long askedMillis;
    private long dueMillis = UNPLANNED;

    ProbeCount(ProbeKind kind, ProbeSpec spec) {
        this.kind = kind;
        this.spec = spec;
        this.held = initial(kind);
    }

    /** What holds before the first result: alive, not ready, not known to have started. */
    static Result initial(ProbeKind kind) {
        return switch (kind) {
            case LIVENESS -> Result.SUCCESS;
            case READINESS -> Result.FAILURE;
            case STARTUP -> Result.UNKNOWN;
        };
    }

    /** When it has to be carried out, or when an answer that has not come counts as lost. */
    long dueMillis(long startedMillis, long nowMillis) {
        if (underWay) {
            return askedMillis + spec.timeoutMillis() + LOST_MILLIS;
        }
        if (dueMillis == UNPLANNED) {
            // The start may lie ahead where the clock of the engine or of an earlier life went faster.
            dueMillis = Math.min(startedMillis, nowMillis) + spec.initialDelayMillis();
        }
        return dueMillis;
    }

    /** It is carried out now. */
    void asked(long nowMillis) {
        underWay = true;
        askedMillis = nowMillis;
        dueMillis = nowMillis + spec.periodMillis();
    }

    /** Takes an answer; false when none was expected. */
    boolean answered(boolean success) {
        if (!underWay || over) {
            return false;
        }
        underWay = false;
        lastErrored = false;
        sameInARow = success == last ? sameInARow + 1 : 1;
        last = success;
        int threshold = success ? spec.successThreshold() : spec.failureThreshold();
        if (sameInARow >= threshold) {
            held = success ? Result.SUCCESS : Result.FAILURE;
        }
        return true;
    }

    /** It could not be carried out, and is tried again when it is due; true when that is news worth an event. */
    boolean errored() {
        if (!underWay || over) {
            return false;
        }
        underWay = false;
        boolean news = !lastErrored && !spec.silent();
        lastErrored = true;
        return news;
    }

    /** The last failure is worth an event: a probe that fails for days does not fill the log. */
    boolean worthTelling() {
        return !last && !spec.silent() && (sameInARow <= TOLD_MAX || sameInARow % TOLD_EACH == 0);
    }
}
