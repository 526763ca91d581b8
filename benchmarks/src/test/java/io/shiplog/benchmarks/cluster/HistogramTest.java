package io.shiplog.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What grew between two histograms. */
class HistogramTest {

    private static final String BEFORE = """
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:            10           1000  [B (java.base@17.0.15)
               2:             5            200  java.lang.String (java.base@17.0.15)
               3:             7            100  io.shiplog.Gone
            Total            22           1300
            """;

    private static final String AFTER = """
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:            12           1500  [B (java.base@17.0.15)
               2:             9            900  io.shiplog.Come
               3:             5            200  java.lang.String (java.base@17.0.15)
            Total            26           2600
            """;

    @Test
    void namesWhatCameMostBytesFirstAndNothingThatStayed() {
        assertThat(Histogram.growth(BEFORE, AFTER))
                .containsExactly(new Histogram.Growth("io.shiplog.Come", 9, 900), new Histogram.Growth("[B", 2, 500));
    }

    @Test
    void saysNothingOfAProcessThatDoesNotTell() {
        assertThat(Histogram.growth("", "")).isEmpty();
    }
}
