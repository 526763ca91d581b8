package io.shiplog.benchmarks.real;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Something that was asked for, and the time since: what comes of it is looked at every 50 ms. */
final class Asked {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Patience patience;
    private final Supplier<String> situation;
    private final long begin = System.nanoTime();
    private final CompletableFuture<Void> asking;

    private Asked(Runnable order, Patience patience, Supplier<String> situation) {
        this.patience = patience;
        this.situation = situation;
        this.asking = CompletableFuture.runAsync(order);
    }

    /** Begins to ask, and with it the time; the asking itself is not waited for. */
    static Asked of(Runnable order, Patience patience, Supplier<String> situation) {
        return new Asked(order, patience, situation);
    }

    /** Seconds from asking until this holds. What was refused is not waited for: throws what the asking threw. */
    double until(String what, BooleanSupplier holds) {
        patience.await(
                what,
                LOOK_NANOS,
                () -> {
                    if (asking.isCompletedExceptionally()) {
                        join();
                    }
                    return holds.getAsBoolean();
                },
                situation);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Waits until the asking is over. Throws what it threw. */
    void join() {
        try {
            asking.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BenchException said) {
                throw said;
            }
            throw e;
        }
    }
}
