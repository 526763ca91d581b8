package io.shiplog.schemas.role;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Time that never jumps: the wall clock as of the start, and what has passed since. A clock that is set back must
 * neither hold back heartbeats (the node would be declared dead) nor stretch a grace period or a back-off.
 */
public final class SteadyClock implements LongSupplier {

    private final Instant wallAtStart = Instant.now();
    private final long nanosAtStart = System.nanoTime();

    /** What time it is. */
    public Instant now() {
        return wallAtStart.plus(Duration.ofNanos(System.nanoTime() - nanosAtStart));
    }

    /** The same in epoch milliseconds. */
    @Override
    public long getAsLong() {
        return now().toEpochMilli();
    }
}
