package io.shiplog.standalone.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final int SEEDS = 300;
    private static final int MINUTES = 10;

    @Test
    void everyPromiseHoldsForEverySeed() {
        List<String> failures = LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(seed -> Simulation.run(seed, MINUTES))
                .filter(SimResult::failed)
                .map(SimResult::report)
                .toList();
        assertThat(failures)
                .as(failures.size() + " of " + SEEDS + " seeds broke a promise")
                .isEmpty();
    }

    @Test
    void equalSeedsGiveEqualLogs() {
        for (long seed : List.of(3L, 16L, 47L)) {
            SimResult once = Simulation.run(seed, MINUTES);
            SimResult again = Simulation.run(seed, MINUTES);
            assertThat(again.digest()).isEqualTo(once.digest());
            assertThat(again.records()).isEqualTo(once.records());
        }
    }
}
