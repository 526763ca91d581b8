package io.shiplog.reconciler.controller.common;

import java.util.function.BooleanSupplier;

/**
 * Creations in batches of 1, 2, 4, 8 …: when one of a batch fails the rest of that batch is still tried, but no
 * further batch, so that a full quota sees few refused creations. For 10 creations of which only 5 can succeed:
 * batches 1, 2 and 4 make 7 calls.
 *
 * @param successes creations that succeeded
 * @param calls creations that were tried
 */
public record SlowStart(int successes, int calls) {

    /** Tries up to count creations, the first batch having initialBatch of them. */
    public static SlowStart run(int count, int initialBatch, BooleanSupplier create) {
        int successes = 0;
        int calls = 0;
        for (int batch = Math.min(count, initialBatch); batch > 0; batch = Math.min(2 * batch, count - calls)) {
            int before = successes;
            for (int i = 0; i < batch; i++) {
                successes += create.getAsBoolean() ? 1 : 0;
            }
            calls += batch;
            if (successes - before < batch) {
                break;
            }
        }
        return new SlowStart(successes, calls);
    }

    /** True when a creation failed. */
    public boolean failed() {
        return successes < calls;
    }
}
