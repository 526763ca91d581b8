package io.shiplog.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SizesTest {

    private static Step step(Workload workload, Step.Op op) {
        return workload.steps().stream().filter(s -> s.op() == op).findFirst().orElseThrow();
    }

    @Test
    void nodesPodsAndWhatIsWaitedForAreDividedAlike() {
        Workload small = Sizes.divided(Workloads.named("deployments-1000x100"), 50);
        assertThat(small.name()).isEqualTo("deployments-1000x100-by-50");
        assertThat(small.nodes()).isEqualTo(40);
        Step deployments = step(small, Step.Op.createDeployments);
        assertThat(deployments.count("count") * deployments.count("replicas"))
                .isEqualTo(step(small, Step.Op.measurePods).count("running"))
                .isEqualTo(2000);
        assertThat(deployments.count("namespaces"))
                .isEqualTo(step(small, Step.Op.createNamespaces).count("count"));
    }

    @Test
    void aSmallNumberStaysAndReplicasAreDividedInstead() {
        Workload small = Sizes.divided(Workloads.named("deployment-10000"), 100);
        assertThat(step(small, Step.Op.createDeployments).count("replicas")).isEqualTo(1);
        assertThat(step(small, Step.Op.scaleDeployment).count("replicas")).isEqualTo(100);
    }

    @Test
    void everyWorkloadOfRoundNumbersHasASmallBrother() {
        List.of("million", "node-loss-100000", "restart-100000", "PreemptionBasic", "TopologySpreading")
                .forEach(name -> assertThat(
                                Sizes.divided(Workloads.named(name), 50).nodes())
                        .isLessThanOrEqualTo(Workloads.named(name).nodes() / 50 + 1));
    }

    @Test
    void whatCannotBeDividedIsRefused() {
        assertThatThrownBy(() -> Sizes.divided(Workloads.named("density-1000n-10000p"), 7))
                .hasMessage("createNodes has count 1000, which is no multiple of 7");
    }

    @Test
    void oneNumberIsSetInEveryStepThatHasIt() {
        Workload set = Sizes.with(Workloads.named("idle-100n-1000p"), Map.of("seconds", 3));
        assertThat(step(set, Step.Op.sleep).count("seconds")).isEqualTo(3);
        assertThat(step(set, Step.Op.measureFor).count("seconds")).isEqualTo(3);
        assertThatThrownBy(() -> Sizes.with(set, Map.of("minutes", 3)))
                .hasMessage("no step of idle-100n-1000p has a number minutes");
    }
}
