package io.shiplog.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The time that is left for a whole run: every wait in it draws on the same budget, so that a run always ends. */
public final class Patience {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final long deadlineNanos;
    private final Duration whole;

    private Patience(Duration whole) {
        this.whole = whole;
        this.deadlineNanos = System.nanoTime() + whole.toNanos();
    }

    /** A budget that begins to run down now. */
    public static Patience of(Duration whole) {
        return new Patience(whole);
    }

    /** What is left, at least a millisecond. */
    public Duration left() {
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), deadlineNanos - System.nanoTime()));
    }

    /**
     * Waits until the condition holds.
     *
     * @param what completes the sentence "gave up waiting for …"
     * @throws BenchException when the budget is used up, with what the situation was
     */
    public void await(String what, BooleanSupplier condition, Supplier<String> situation) {
        await(what, LOOK_NANOS, condition, situation);
    }

    /** The same with a rest between two looks, where a look costs what is measured something. */
    public void await(String what, long restNanos, BooleanSupplier condition, Supplier<String> situation) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new BenchException("gave up waiting for " + what + " after " + whole.toSeconds() + " s in all: "
                        + situation.get());
            }
            pause(restNanos);
        }
    }

    /** Waits so long, whatever happens. */
    public static void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        long rest = nanos;
        while (rest > 0) {
            LockSupport.parkNanos(rest);
            rest = until - System.nanoTime();
        }
    }
}
