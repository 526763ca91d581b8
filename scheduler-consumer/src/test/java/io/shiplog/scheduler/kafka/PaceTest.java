package io.shiplog.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Pace pace = new Pace(2_000);

    @Test
    void asManyAreTriedAsTakeATenthOfASecond() {
        assertThat(pace.pods()).isEqualTo(250);
        pace.took(250, 250 * MILLI);
        assertThat(pace.pods()).isEqualTo(100);
    }

    @Test
    void oneAtLeastIsTried() {
        pace.took(1, 5_000 * MILLI);
        assertThat(pace.pods()).isEqualTo(1);
    }

    @Test
    void whereTheyAreQuickTwiceAsManyAreTriedEachTimeUpToTheBound() {
        pace.took(1, 1);
        assertThat(pace.pods()).isEqualTo(500);
        pace.took(500, MILLI);
        pace.took(1_000, MILLI);
        pace.took(2_000, MILLI);
        assertThat(pace.pods()).isEqualTo(2_000);
    }

    @Test
    void aTurnWithoutPodsSaysNothing() {
        pace.took(0, 1_000 * MILLI);
        assertThat(pace.pods()).isEqualTo(250);
    }
}
