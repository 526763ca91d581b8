package io.shiplog.logs.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.record.MetricAggregate;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.value.MetricNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkloadWindowsTest {

    private final WorkloadWindows windows = new WorkloadWindows();

    private static MetricRollup row(String pod, long second, double average, double maximum) {
        return new MetricRollup(
                "Pod",
                "default",
                pod,
                "uid-" + pod,
                "Deployment/web",
                second * 1000,
                60_000L,
                1,
                1,
                Map.of(MetricNames.CPU_SECONDS, new MetricAggregate(average, maximum, 12)));
    }

    private List<String> due(long second) {
        return windows.due(second * 1000).stream()
                .map(row -> row.getKind() + "/" + row.getName() + "@" + row.getWindowStartMillis() / 1000 + " #"
                        + row.getRevision() + " " + row.getPods() + " pods "
                        + row.getValues().get(MetricNames.CPU_SECONDS))
                .toList();
    }

    private static String aggregate(double average, double maximum, int count) {
        return new MetricAggregate(average, maximum, count).toString();
    }

    @Test
    void waitsForThePodsOfAllNodesAndAveragesThem() {
        windows.add(row("web-1", 0, 0.2, 0.5), 62_000);
        assertThat(due(63)).isEmpty();
        windows.add(row("web-2", 0, 0.4, 0.9), 64_000);
        assertThat(due(66)).containsExactly("Deployment/web@0 #1 2 pods " + aggregate((0.2 + 0.4) / 2, 0.9, 24));
        assertThat(due(80)).isEmpty();
    }

    @Test
    void aRowThatComesAgainChangesNothingAndARevisedOneReplacesTheFirst() {
        windows.add(row("web-1", 0, 0.2, 0.5), 62_000);
        assertThat(due(66)).hasSize(1);
        windows.add(row("web-1", 0, 0.2, 0.5), 67_000);
        assertThat(due(80)).isEmpty();
        windows.add(row("web-1", 0, 0.3, 0.5), 81_000);
        assertThat(due(90)).containsExactly("Deployment/web@0 #2 1 pods " + aggregate(0.3, 0.5, 12));
    }

    @Test
    void leavesOutWhatIsLongOver() {
        windows.add(row("web-1", 1200, 0.2, 0.5), 1_262_000);
        assertThat(windows.add(row("web-1", 540, 0.2, 0.5), 1_263_000)).isFalse();
        assertThat(windows.add(row("web-1", 600, 0.2, 0.5), 1_263_000)).isTrue();
    }

    @Test
    void podsWithoutAnOwnerNodesAndWorkloadsAreNotSummedUp() {
        MetricRollup naked = row("web-1", 0, 1, 1);
        naked.setWorkload("");
        MetricRollup node = row("n1", 0, 1, 1);
        node.setKind("Node");
        assertThat(List.of(naked, node)).noneMatch(WorkloadWindows::concerns);
        assertThat(WorkloadWindows.concerns(row("web-1", 0, 1, 1))).isTrue();
    }
}
