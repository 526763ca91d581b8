package io.shiplog.scheduler.kafka;

import java.time.Duration;
import java.time.Instant;

/**
 * Time that never jumps: the wall clock as of the start, and what has passed since. A clock that is set back must not
 * hold back pods that wait out a back-off.
 */
final class SteadyClock {

    private final Instant wallAtStart = Instant.now();
    private final long nanosAtStart = System.nanoTime();

    Instant now() {
        return wallAtStart.plus(Duration.ofNanos(System.nanoTime() - nanosAtStart));
    }
}
