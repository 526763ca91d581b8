package io.shiplog.executor.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.Pods;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.UsageSource.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedUseTest {

    private final Simulation simulation = new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE);
    private final Templates templates = new Templates();

    private PodRef start(String name, String... settings) {
        PodRef ref = new PodRef("n1", "default", name, "uid-" + name);
        simulation.call(
                new RuntimeCall.StartContainer(ref, templates.of(Pods.nginx(name, settings)), 0, 0, PodConfigs.NONE),
                0);
        simulation.advance(1_000, new ArrayList<>());
        return ref;
    }

    @Test
    void onlyWhatIsScriptedIsUsedAndProcessorTimeGrows() {
        start("silent");
        PodRef busy = start("busy", "cpu", "250m", "memory", "64Mi");
        long first = simulation.usage(11_000).get(0).cpuNanos();
        List<Usage> then = simulation.usage(21_000);
        assertThat(then).hasSize(1);
        assertThat(then.get(0).pod()).isEqualTo(busy);
        assertThat(then.get(0).cpuNanos() - first).isEqualTo(2_500_000_000L);
        assertThat(then.get(0).memoryBytes()).isEqualTo(64 << 20);
        assertThat(simulation.using()).isOne();
    }

    @Test
    void aPodThatIsRemovedUsesNothing() {
        PodRef busy = start("busy", "cpu", "odd", "memory", "64Mi");
        simulation.call(new RuntimeCall.RemovePod(busy), 2_000);
        simulation.advance(3_000, new ArrayList<>());
        assertThat(simulation.usage(4_000)).isEmpty();
        assertThat(simulation.using()).isZero();
    }
}
