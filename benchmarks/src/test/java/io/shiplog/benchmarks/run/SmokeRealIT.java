package io.shiplog.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.benchmarks.cluster.ClusterOptions;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.workload.Workloads;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real")
class SmokeRealIT {

    @Test
    void smokeWorkloadGivesAllItsFigures() {
        ClusterOptions options = ClusterOptions.fromClassPath("1g");
        RunFigures figures = new WorkloadRun(Workloads.named("smoke"), options, System.out).run();
        assertThat(figures.values())
                .containsEntry("pods.count", 200.0)
                .containsEntry("probe.failed", 0.0)
                .containsEntry("stop.killed", 0.0)
                .containsKeys(
                        "pods.runningPerSecond",
                        "api.create.p99Millis",
                        "watch.writeToWatch.p99Millis",
                        "process.cpuMicrosPerPod",
                        "process.rssMiB",
                        "disk.resources.bytesPerPod");
        assertThat(figures.perSecond().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(200);
    }
}
