package io.shiplog.executor.node.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.node.pressure.ImageGarbage.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PressureTest {

    private static final Signals PLENTY = new Signals(1L << 30, 50, 100, 50, 100);

    @Test
    void aConditionComesAtOnceAndGoesAfterFiveQuietMinutes() {
        NodePressure pressure = new NodePressure(Thresholds.DEFAULT);
        assertThat(pressure.look(PLENTY, 0)).isFalse();
        assertThat(pressure.look(new Signals(1L << 30, 500, 10_000, 50, 100), 1_000))
                .isTrue();
        assertThat(pressure.diskPressure()).isTrue();
        assertThat(pressure.look(PLENTY, 300_999)).isFalse();
        assertThat(pressure.look(PLENTY, 301_000)).isTrue();
        assertThat(pressure.diskPressure()).isFalse();
    }

    @Test
    void thresholdsAreTheKubeletsAndMemoryComesFirst() {
        NodePressure pressure = new NodePressure(Thresholds.DEFAULT);
        assertThat(pressure.shortage(new Signals(100L << 20, 1_000, 10_000, 1_500, 10_000)))
                .isNull();
        assertThat(pressure.shortage(new Signals((100L << 20) - 1, 0, 10_000, 0, 10_000)))
                .isEqualTo(new Shortage("memory", "100Mi", (100L << 20) - 1));
        assertThat(pressure.shortage(new Signals(1L << 30, 999, 10_000, 1_500, 10_000)))
                .isEqualTo(new Shortage("ephemeral-storage", "10%", 999));
        assertThat(pressure.shortage(new Signals(1L << 30, 1_000, 10_000, 1_499, 10_000)))
                .isEqualTo(new Shortage("ephemeral-storage", "15%", 1_499));
        assertThat(pressure.shortage(new Signals(-1, 0, 0, 0, 0))).isNull();
    }

    @Test
    void firstThoseAboveTheirRequestThenByPriorityThenByHowFarAbove() {
        Shortage memory = new Shortage("memory", "100Mi", 0);
        List<PodUse> pods = List.of(
                new PodUse("below", 0, 900, 1_000, 0, 0),
                new PodUse("above-a-little", 0, 110, 100, 0, 0),
                new PodUse("above-much", 0, 500, 100, 0, 0),
                new PodUse("above-most-but-important", 10, 5_000, 100, 0, 0),
                new PodUse("critical", NodePressure.CRITICAL_PRIORITY, 9_000, 0, 0, 0));
        assertThat(Ranking.of(memory, pods))
                .extracting(PodUse::uid)
                .containsExactly("above-much", "above-a-little", "above-most-but-important", "below");
    }

    @Test
    void imagesUnusedForLongestGoUntilTheLowMarkIsReached() {
        List<Candidate> images = List.of(
                new Candidate("young", 4, 300, false),
                new Candidate("used", 9, 0, true),
                new Candidate("old", 4, 100, false),
                new Candidate("older", 4, 50, false));
        assertThat(ImageGarbage.toRemove(images, 100, 16)).isEmpty();
        assertThat(ImageGarbage.toRemove(images, 100, 14)).containsExactly("older", "old");
        assertThat(ImageGarbage.toRemove(images, 100, 0)).containsExactly("older", "old", "young");
    }
}
