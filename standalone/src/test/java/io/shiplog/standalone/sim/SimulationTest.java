package io.shiplog.standalone.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.PodMachine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final int SEEDS = 300;
    private static final int MINUTES = 10;

    @Test
    void everyPromiseHoldsForEverySeed() {
        AtomicLong arrows = new AtomicLong();
        List<String> failures = LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(seed -> Simulation.run(seed, MINUTES))
                .peek(result -> arrows.accumulateAndGet(result.arrows(), (a, b) -> a | b))
                .filter(SimResult::failed)
                .map(SimResult::report)
                .toList();
        assertThat(failures)
                .as(failures.size() + " of " + SEEDS + " seeds broke a promise")
                .isEmpty();
        assertThat(PodMachine.without(arrows.get()))
                .as("arrows of the pod machine that no pod has taken")
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

    /** Another JVM gives hash collections another order: whatever lets that order out is found here. */
    @Test
    void equalSeedsGiveEqualLogsInAnotherJvm() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimMain.class.getName(),
                        "--seed",
                        "5")
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor()).as(said).isZero();
        assertThat(said).contains("digest " + Simulation.run(5, MINUTES).digest());
    }
}
