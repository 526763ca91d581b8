package io.shiplog.executor.runtime.docker;

import io.shiplog.executor.runtime.LogSource.Position;
import java.util.Locale;

/**
 * Where in a run's lines a reader stands. The engine knows lines only by their time, and several may bear the same, so
 * a mark is a time and how many lines of that time have been taken: 1711111111123456789:2.
 */
final class LogCursor {

    private static final long NANOS = 1_000_000_000L;

    private long nanos;
    private long taken;
    private long skip;
    private boolean resumed;

    LogCursor(Position after) {
        String[] parts = after.token().split(":", 2);
        if (parts.length == 2) {
            nanos = Long.parseLong(parts[0]);
            taken = Long.parseLong(parts[1]);
        }
        reopen();
    }

    /** The stream is asked for anew, from the time of the mark on. */
    void reopen() {
        skip = taken;
        resumed = nanos > 0;
    }

    /** Value of the engine's parameter since; empty for the beginning. */
    String since() {
        return nanos == 0 ? "" : nanos / NANOS + "." + String.format(Locale.ROOT, "%09d", nanos % NANOS);
    }

    /** True when the line is new. Lines are given in the engine's order. */
    boolean take(long lineNanos) {
        if (lineNanos == nanos && skip > 0) {
            skip--;
            resumed = false;
            return false;
        }
        if (lineNanos < nanos) {
            // The engine's two copiers may swap neighbours; the mark never goes back, or lines would come twice.
            return !resumed;
        }
        if (lineNanos == nanos) {
            taken++;
        } else {
            nanos = lineNanos;
            taken = 1;
            skip = 0;
        }
        return true;
    }

    /**
     * Asked before {@link #take}: the line at the mark should be the first of a reopened stream; when a later one is,
     * it has been rotated away, and with it an unknown number behind it.
     */
    boolean gapBefore(long lineNanos) {
        boolean gap = resumed && lineNanos > nanos;
        if (lineNanos >= nanos) {
            resumed = false;
        }
        return gap;
    }

    /** Mark behind the line last taken. */
    String token() {
        return nanos + ":" + taken;
    }
}
