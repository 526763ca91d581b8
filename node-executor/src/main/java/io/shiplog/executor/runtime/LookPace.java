package io.shiplog.executor.runtime;

/**
 * When the files that lines come to are looked at: every 10 ms those that had new ones within the last second, every
 * 100 ms all others. Looking at a file that rests costs a system call; looking late costs the line its time.
 *
 * <p>Not thread-safe: one thread makes the rounds.
 */
public final class LookPace {

    private static final long BUSY_MILLIS = 10;
    /** Busy for so many looks after its last line. */
    private static final int BUSY_LOOKS = 100;
    /** The files of all others are looked at every so many rounds, and so often where none is busy. */
    private static final int IDLE_EVERY = 10;

    private int turn;

    /** Something that is looked at. */
    public abstract static class Looked {

        private int busyLooks;

        /** Looks; true when there was something new. */
        protected abstract boolean look();
    }

    /**
     * Looks at those whose turn it is.
     *
     * @return milliseconds to rest before the next round
     */
    public long round(Iterable<? extends Looked> all) {
        boolean busy = false;
        for (Looked one : all) {
            if (one.busyLooks > 0 || turn == 0) {
                one.busyLooks = one.look() ? BUSY_LOOKS : Math.max(0, one.busyLooks - 1);
            }
            busy |= one.busyLooks > 0;
        }
        turn = busy ? (turn + 1) % IDLE_EVERY : 0;
        return busy ? BUSY_MILLIS : BUSY_MILLIS * IDLE_EVERY;
    }
}
