package io.shiplog.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.benchmarks.BenchException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WorkloadsTest {

    private static JsonNode yaml(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }

    @Test
    void shippedWorkloadsAreReadAndBounded() {
        assertThat(Workloads.all().keySet())
                .contains("smoke", "density-1000n-10000p", "one-deployment-10000", "api-mixed");
        assertThat(Workloads.all().values()).allSatisfy(workload -> {
            assertThat(workload.explains()).isNotEmpty();
            assertThat(workload.limit().toSeconds()).isBetween(10L, 900L);
        });
        assertThat(Workloads.named("density-1000n-10000p").nodes()).isEqualTo(1000);
    }

    @Test
    void unknownNameIsToldWithTheNamesThereAre() {
        assertThatThrownBy(() -> Workloads.named("dense"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no workload dense")
                .hasMessageContaining("density-1000n-10000p");
    }

    @Test
    void unknownOpcodeIsRefused() throws IOException {
        JsonNode file = yaml("[{name: a, steps: [{opcode: createNodes, count: 1}, {opcode: explode}]}]");
        assertThatThrownBy(() -> Workloads.parse(file)).hasMessage("there is no opcode \"explode\"");
    }

    @Test
    void misspeltFieldIsRefused() throws IOException {
        JsonNode file = yaml("[{name: a, limit: 3, steps: [{opcode: createNodes, count: 1}]}]");
        assertThatThrownBy(() -> Workloads.parse(file)).hasMessage("a workload has no field limit");
    }

    @Test
    void nodesComeFirst() throws IOException {
        JsonNode file = yaml("[{name: a, steps: [{opcode: startMeasuring}]}]");
        assertThatThrownBy(() -> Workloads.parse(file)).hasMessageContaining("begin with createNodes");
    }

    @Test
    void missingParameterIsNamed() throws IOException {
        Step step = new Step(Step.Op.createPods, (com.fasterxml.jackson.databind.node.ObjectNode) yaml("{count: 3}"));
        assertThat(step.count("count")).isEqualTo(3);
        assertThat(step.count("inFlight", 16)).isEqualTo(16);
        assertThatThrownBy(() -> step.count("namespaces")).hasMessage("createPods needs namespaces, a number");
    }
}
