package io.shiplog.logs.window;

import static io.shiplog.logs.window.Batches.container;
import static io.shiplog.logs.window.Batches.node;
import static io.shiplog.logs.window.Batches.of;
import static io.shiplog.logs.window.Batches.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.record.MetricAggregate;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.record.MetricSample;
import io.shiplog.schemas.value.MetricNames;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SampleWindowsTest {

    private final SampleWindows windows = new SampleWindows(SampleWindows.Bounds.standard(3));

    private SampleWindows.Intake add(long nowSecond, MetricSample... samples) {
        return windows.add(of("n1", samples), nowSecond * 1000);
    }

    private List<String> due(long second) {
        return windows.due(second * 1000).stream().map(SampleWindowsTest::text).toList();
    }

    /** Kind/name@window #revision memory average/maximum/count. */
    private static String text(MetricRollup row) {
        MetricAggregate memory = row.getValues().get(MetricNames.MEMORY_WORKING_SET_BYTES);
        return row.getKind() + "/" + row.getName() + "@" + row.getWindowStartMillis() / 1000 + " #" + row.getRevision()
                + " "
                + (memory == null
                        ? "-"
                        : Math.round(memory.getAverage()) + "/" + Math.round(memory.getMaximum()) + "/"
                                + memory.getCount());
    }

    private static String cpu(MetricRollup row) {
        MetricAggregate cpu = row.getValues().get(MetricNames.CPU_SECONDS);
        return cpu == null ? "-" : cpu.getAverage() + "/" + cpu.getMaximum() + "/" + cpu.getCount();
    }

    @Test
    void publishesAWindowOnceItsNodesClockHasPassedTheEnd() {
        add(1, pod("web-1", 1, 0, 100), node(1, 0, 1000));
        add(59, pod("web-1", 59, 29, 200), node(59, 58, 3000));
        assertThat(due(60)).isEmpty();
        add(61, pod("web-1", 61, 30, 300), node(61, 60, 5000));
        List<MetricRollup> rows = windows.due(61_000);
        assertThat(rows.stream().map(SampleWindowsTest::text))
                .containsExactly("Node/n1@0 #1 2000/3000/2", "Pod/web-1@0 #1 150/200/2");
        assertThat(cpu(rows.get(0))).isEqualTo("1.0/1.0/2");
        assertThat(cpu(rows.get(1))).isEqualTo("0.5/0.5/2");
        assertThat(rows.get(1).getUid()).isEqualTo("uid-web-1");
        assertThat(rows.get(1).getWorkload()).isEqualTo("Deployment/web");
        assertThat(rows.get(1).getPods()).isOne();
        assertThat(due(62)).isEmpty();
    }

    @Test
    void publishesAgainWhatALateSampleChangedWithinTheGrace() {
        add(1, pod("web-1", 1, 0, 100));
        add(61, pod("web-1", 61, 60, 100));
        assertThat(due(61)).containsExactly("Pod/web-1@0 #1 100/100/1");
        SampleWindows.Intake intake = add(80, pod("web-1", 30, 29, 400));
        assertThat(intake.taken()).isOne();
        assertThat(intake.outOfOrder()).isOne();
        assertThat(due(80)).containsExactly("Pod/web-1@0 #2 250/400/2");
    }

    @Test
    void leavesOutAndCountsWhatComesAfterTheGrace() {
        add(1, pod("web-1", 1, 0, 100));
        add(91, pod("web-1", 91, 60, 100));
        assertThat(due(91)).containsExactly("Pod/web-1@0 #1 100/100/1");
        assertThat(add(92, pod("web-1", 59, 1, 900)).late()).isOne();
        assertThat(due(92)).isEmpty();
    }

    @Test
    void countsADuplicateAndPublishesNothingForIt() {
        add(1, pod("web-1", 1, 0, 100));
        add(61, pod("web-1", 61, 60, 100));
        due(61);
        assertThat(add(62, pod("web-1", 1, 0, 100)).duplicate()).isOne();
        assertThat(due(62)).isEmpty();
    }

    @Test
    void refusesTheFutureLestEverythingElseBecomesLate() {
        add(1, pod("web-1", 1, 0, 100));
        assertThat(add(2, pod("web-1", 9_000, 0, 100)).future()).isOne();
        assertThat(add(6, pod("web-1", 6, 5, 100)).taken()).isOne();
    }

    @Test
    void endsTheWindowsOfANodeThatFellSilent() {
        add(1, pod("web-1", 1, 0, 100));
        add(50, pod("web-1", 50, 25, 100));
        assertThat(due(79)).isEmpty();
        assertThat(due(85)).containsExactly("Pod/web-1@0 #1 100/100/2");
        assertThat(due(50 + 15 * 60 + 1)).isEmpty();
        assertThat(windows.subjects()).isZero();
    }

    @Test
    void takesInWhatANodeHadKeptWhileTheBrokerWasAway() {
        add(1, pod("web-1", 1, 0, 100));
        add(50, pod("web-1", 50, 49, 100));
        due(110);
        SampleWindows.Intake kept = add(300, pod("web-1", 55, 54, 200), pod("web-1", 100, 99, 100));
        assertThat(kept.taken()).isEqualTo(2);
        assertThat(due(300)).containsExactly("Pod/web-1@0 #2 133/200/3");
    }

    @Test
    void followsAClockThatWasSetBack() {
        add(10_000, pod("web-1", 10_000, 0, 100));
        add(10_100, pod("web-1", 10_100, 1, 100));
        due(10_100);
        assertThat(add(10_101, pod("web-1", 5_000, 2, 100)).late()).isOne();
        assertThat(add(10_140, pod("web-1", 5_040, 2, 100)).taken()).isOne();
        add(10_240, pod("web-1", 5_140, 3, 100));
        assertThat(due(10_240)).containsExactly("Pod/web-1@5040 #1 100/100/1");
    }

    @Test
    void sumsUpTheContainersOfAPod() {
        add(1, container("web-1", "a", 1, 0, 100), container("web-1", "b", 1, 0, 10));
        add(11, container("web-1", "a", 11, 10, 300), container("web-1", "b", 11, 0, 10));
        add(21, container("web-1", "a", 21, 10, 100), container("web-1", "b", 21, 10, 30));
        add(61, container("web-1", "a", 61, 10, 100), container("web-1", "b", 61, 10, 30));
        List<MetricRollup> rows = windows.due(61_000);
        assertThat(rows.stream().map(SampleWindowsTest::text)).containsExactly("Pod/web-1@0 #1 183/310/3");
        // Neither ever used a core while the other did: the maximum of the sum is 1, not 2.
        MetricAggregate cpu = Objects.requireNonNull(rows.get(0).getValues().get(MetricNames.CPU_SECONDS));
        assertThat(cpu.getMaximum()).isEqualTo(1.0);
    }

    @Test
    void followsNoMorePodsThanItMay() {
        add(1, pod("a", 1, 0, 1), pod("b", 1, 0, 1), pod("c", 1, 0, 1));
        assertThat(add(2, pod("d", 2, 0, 1)).refused()).isOne();
        assertThat(windows.subjects()).isEqualTo(3);
    }

    @Test
    void aNodeWhoseClockIsWrongDisturbsNoOther() {
        windows.add(of("n1", pod("web-1", 1_000, 0, 100)), 1_000_000);
        windows.add(of("n2", pod("web-2", 100, 0, 100)), 1_000_000);
        windows.add(of("n1", pod("web-1", 1_060, 0, 100)), 1_060_000);
        assertThat(windows.add(of("n2", pod("web-2", 160, 0, 100)), 1_060_000).taken())
                .isOne();
        assertThat(due(1_060)).containsExactly("Pod/web-1@960 #1 100/100/1", "Pod/web-2@60 #1 100/100/1");
    }
}
