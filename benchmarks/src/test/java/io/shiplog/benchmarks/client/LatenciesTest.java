package io.shiplog.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentilesAreMeasuredValues() {
        Latencies latencies = new Latencies();
        for (int i = 2000; i >= 1; i--) {
            latencies.add(i * 1_000_000L);
        }
        assertThat(latencies.percentileMillis(50)).isEqualTo(1000);
        assertThat(latencies.percentileMillis(99)).isEqualTo(1980);
        assertThat(latencies.percentileMillis(100)).isEqualTo(2000);
        assertThat(latencies.percentileMillis(0)).isEqualTo(1);
    }

    @Test
    void oneLatencyIsEveryPercentile() {
        Latencies latencies = new Latencies();
        latencies.add(5_000_000);
        assertThat(latencies.percentileMillis(1)).isEqualTo(5);
        assertThat(latencies.percentileMillis(99)).isEqualTo(5);
    }

    @Test
    void noLatencyIsNoNumber() {
        Latencies latencies = new Latencies();
        latencies.add(1);
        latencies.clear();
        assertThat(latencies.percentileMillis(50)).isNaN();
    }
}
