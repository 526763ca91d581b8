package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PodStatusFactsTest {

    private static PodStatusFacts of(String status) {
        String pod = "{\"kind\":\"Pod\",\"spec\":{\"nodeName\":\"n\"}" + status + "}";
        return PodStatusFacts.of(pod.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatPreemptionAsksFor() {
        assertThat(of(",\"status\":{\"phase\":\"Running\",\"startTime\":\"2026-01-01T00:00:05Z\"}"))
                .isEqualTo(new PodStatusFacts("", 1_767_225_605));
        assertThat(of(",\"status\":{\"nominatedNodeName\":\"n7\"}")).isEqualTo(new PodStatusFacts("n7", 0));
    }

    @Test
    void whereItIsNotSaidThereIsNothing() {
        PodStatusFacts nothing = new PodStatusFacts("", 0);
        assertThat(of("")).isEqualTo(nothing);
        assertThat(of(",\"status\":{\"phase\":\"Pending\"}")).isEqualTo(nothing);
        assertThat(of(",\"status\":{\"message\":\"\\\"startTime\\\":\\\"2026-01-01T00:00:05Z\\\"\"}"))
                .isEqualTo(nothing);
        assertThat(of(",\"status\":{\"deeper\":{\"startTime\":\"2026-01-01T00:00:05Z\"}}"))
                .isEqualTo(nothing);
    }
}
