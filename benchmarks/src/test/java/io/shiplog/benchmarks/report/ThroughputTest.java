package io.shiplog.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputTest {

    /** Ten arrivals: two at 10 ms a piece, then four at 5 ms, then four at 7 ms. */
    private static List<Double> arrivals() {
        List<Double> out = new ArrayList<>(List.of(10.0, 20.0, 25.0, 30.0, 35.0, 40.0, 47.0, 54.0, 61.0, 68.0));
        Collections.reverse(out);
        return out;
    }

    @Test
    void aSliceTakesFromTheLastOfTheOneBeforeToItsOwnLast() {
        assertThat(Throughput.sliceMillis(arrivals(), 2)).containsExactly(20.0, 10.0, 10.0, 14.0, 14.0);
        assertThat(Throughput.sliceMillis(arrivals(), 3)).containsExactly(25.0, 15.0, 21.0);
        assertThat(Throughput.sliceMillis(List.of(), 3)).isEmpty();
    }

    @Test
    void theLastSliceIsHeldAgainstTheSecond() {
        assertThat(Throughput.lastOverSecond(arrivals(), 2)).isEqualTo(1.4);
    }

    @Test
    void withoutAThirdSliceThereIsNothingToHoldAgainstTheSecond() {
        assertThat(Throughput.lastOverSecond(arrivals(), 5)).isNaN();
    }
}
