package io.shiplog.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The kernels measure what their names say. */
class KernelsTest {

    @Test
    void samplePodHasTheSizeThatIsPromised() {
        assertThat(new CodecBenchmark().writeJson().length).isBetween(1800, 2600);
    }

    @Test
    void deploymentOfTenMakesTenPodsAndReportsChangeThem() {
        EngineCell cell = new EngineCell();
        cell.deployment("web", 10);
        assertThat(cell.pods()).hasSize(10);
        cell.bindAll();
        assertThat(cell.status(cell.allRunning(1))).isGreaterThanOrEqualTo(10);
        assertThat(cell.pods()).allSatisfy(pod -> assertThat(pod.pod().phase()).isEqualTo("Running"));
    }

    @Test
    void schedulerPlacesEveryPod() {
        SchedulingBenchmark.Cluster cluster = new SchedulingBenchmark.Cluster();
        cluster.nodes = 100;
        cluster.objects();
        cluster.fresh();
        assertThat(new SchedulingBenchmark().place(cluster)).isNotEmpty();
    }
}
