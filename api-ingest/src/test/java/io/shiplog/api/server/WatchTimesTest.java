package io.shiplog.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTimesTest {

    private final List<Runnable> ticks = new ArrayList<>();
    private final WatchTimes times = new WatchTimes(tick -> {
        ticks.add(tick);
        return ticks::clear;
    });
    private long now;

    private final class One extends WatchTimes.Waiter {
        private final long from = now;
        private final long millis;
        private long cameAt = -1;

        One(long millis) {
            this.millis = millis;
            times.in(millis, this);
        }

        @Override
        void timeIsUp() {
            assertThat(cameAt).isNegative();
            cameAt = now;
        }

        long late() {
            return cameAt - from - millis;
        }
    }

    private void tick() {
        now += WatchTimes.TICK_MILLIS;
        List.copyOf(ticks).forEach(Runnable::run);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 249, 250, 251, 1_000, 60_000, WatchTimes.MILLIS_MAX})
    void nobodyIsCalledEarlyOrMoreThanTwoTicksLate(long millis) {
        One one = new One(millis);
        while (one.cameAt < 0 && now <= millis + 1_000) {
            tick();
        }
        assertThat(one.late()).isBetween(0L, 2L * WatchTimes.TICK_MILLIS);
    }

    @Test
    void whoeverWaitsInWhateverOrderIsCalledOnceAndWhoWaitsNoMoreIsNot() {
        Random random = new Random(7);
        List<One> all = new ArrayList<>();
        List<One> cancelled = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            all.add(new One(1 + random.nextInt(60_000)));
            if (random.nextInt(3) == 0) {
                One one = all.get(random.nextInt(all.size()));
                if (one.cameAt < 0) {
                    times.cancel(one);
                    all.remove(one);
                    cancelled.add(one);
                }
            }
            if (random.nextInt(4) == 0) {
                tick();
            }
        }
        for (int round = 0; round < 300; round++) {
            tick();
        }
        assertThat(all).allSatisfy(one -> assertThat(one.late()).isBetween(0L, 2L * WatchTimes.TICK_MILLIS));
        assertThat(cancelled)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.cameAt).isNegative());
    }

    @Test
    void itTicksOnlyWhileSomebodyWaits() {
        assertThat(ticks).isEmpty();
        One one = new One(1);
        assertThat(ticks).hasSize(1);
        times.cancel(one);
        tick();
        assertThat(ticks).isEmpty();
        new One(1);
        assertThat(ticks).hasSize(1);
        tick();
        tick();
        assertThat(ticks).isEmpty();
    }
}
