package io.shiplog.standalone.sim;

import java.util.Random;

/** Someone who does something now and then, at times drawn from the seed. */
final class Turns {

    private Turns() {}

    /**
     * Begins with a pause.
     *
     * @param pauseMillis mean time between two turns
     * @param untilMillis the last turn is before this time
     */
    static void take(SimClock clock, Random random, long pauseMillis, long untilMillis, Runnable turn) {
        clock.in(1 + random.nextInt((int) pauseMillis * 2), () -> {
            if (clock.now() < untilMillis) {
                turn.run();
                take(clock, random, pauseMillis, untilMillis, turn);
            }
        });
    }
}
