package io.shiplog.executor.kafka;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Epoch milliseconds that never jump: the wall clock as of the start, and what has passed since. A clock that is set
 * back must neither hold back heartbeats (the node would be declared dead) nor stretch a grace period.
 */
final class SteadyClock implements LongSupplier {

    private final long wallMillisAtStart = System.currentTimeMillis();
    private final long nanosAtStart = System.nanoTime();

    @Override
    public long getAsLong() {
        return wallMillisAtStart + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanosAtStart);
    }
}
