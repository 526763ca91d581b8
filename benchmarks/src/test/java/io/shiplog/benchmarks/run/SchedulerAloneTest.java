package io.shiplog.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.workload.Sizes;
import io.shiplog.benchmarks.workload.Workload;
import io.shiplog.benchmarks.workload.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulerAloneTest {

    static List<String> matrix() {
        return Workloads.all().values().stream()
                .filter(SchedulerAlone::has)
                .map(Workload::name)
                .toList();
    }

    @Test
    void everyRowOfTheMatrixIsOneAndTheWorkloadsOfTheWholePathAreNot() {
        assertThat(matrix()).hasSize(19).contains("SchedulingBasic", "PreemptionBasic", "PreemptionAsync");
        assertThat(matrix()).doesNotContain("million", "churn", "pods-5000");
        assertThat(Workloads.all().values())
                .filteredOn(workload -> workload.gate() > 0)
                .allMatch(SchedulerAlone::has);
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void aRowComesToItsEndAtASmallSize(String name) {
        RunFigures figures = new SchedulerAlone(Sizes.divided(Workloads.named(name), 50)).run();
        assertThat(figures.values().get("alone.podsPerSecond")).isPositive();
        assertThat(figures.values().get("alone.triesPerPod")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aPodThatNeedsOthersGoneIsTriedAgainWhenTheyAre() {
        RunFigures figures = new SchedulerAlone(Sizes.divided(Workloads.named("PreemptionBasic"), 50)).run();
        assertThat(figures.values().get("alone.triesPerPod")).isEqualTo(2);
    }

    @Test
    void whatIsNothingToASchedulerIsRefused() {
        assertThatThrownBy(() -> new SchedulerAlone(Workloads.named("million")).run())
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("million");
    }
}
