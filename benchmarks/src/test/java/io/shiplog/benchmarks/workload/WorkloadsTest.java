package io.shiplog.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadsTest {

    private static final Set<Step.Op> ENDS = Set.of(
            Step.Op.measurePods,
            Step.Op.measureFor,
            Step.Op.mixedLoad,
            Step.Op.listAndWatch,
            Step.Op.killNodes,
            Step.Op.idleWatches,
            Step.Op.restart);

    private static JsonNode yaml(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }

    private static Map<String, Workload> parse(String workloads) throws IOException {
        return Workloads.parse(yaml("workloads: [" + workloads + "]"));
    }

    @Test
    void shippedWorkloadsAreReadBoundedAndEndWithAFigure() {
        assertThat(Workloads.all().values()).allSatisfy(workload -> {
            assertThat(workload.explains()).isNotEmpty();
            assertThat(workload.limit().toSeconds()).isBetween(10L, 3600L);
            assertThat(ENDS)
                    .contains(workload.steps().get(workload.steps().size() - 1).op());
        });
        assertThat(Workloads.named("density-1000n-10000p").nodes()).isEqualTo(1000);
        assertThat(Workloads.named("node-loss-100000").nodes()).isEqualTo(2000);
    }

    @Test
    void whatIsAskedOfTheWholeClusterIsThere() {
        assertThat(Workloads.all())
                .containsKeys(
                        "smoke",
                        "density-1000n-10000p",
                        "deployment-10000",
                        "deployments-1000x100",
                        "churn",
                        "requests-100000",
                        "list-watch-100000",
                        "million",
                        "rolling-update-10000",
                        "node-loss-100000",
                        "idle-100n-1000p",
                        "idle-watches",
                        "restart-100000",
                        "restart-1000000",
                        "restart-100000-versions");
    }

    @Test
    void theMatrixHasTheShapesOfKubeSchedulersTests() {
        List.of(
                        "SchedulingBasic",
                        "SchedulingPodAntiAffinity",
                        "SchedulingPodAffinity",
                        "SchedulingPreferredPodAffinity",
                        "SchedulingPreferredPodAntiAffinity",
                        "SchedulingNodeAffinity",
                        "TopologySpreading",
                        "PreferredTopologySpreading",
                        "MixedSchedulingBasePod",
                        "Unschedulable",
                        "PreemptionBasic")
                .forEach(name -> {
                    Workload workload = Workloads.named(name);
                    assertThat(workload.nodes()).as(name).isEqualTo(5000);
                    assertThat(workload.gate() > 0).as(name).isEqualTo(!name.equals("PreemptionBasic"));
                });
        assertThat(created("SchedulingPodAffinity")).containsExactly(5000, 5000);
        assertThat(created("SchedulingPodAntiAffinity")).containsExactly(1000, 2000);
        assertThat(created("MixedSchedulingBasePod")).containsExactly(2000, 2000, 2000, 2000, 2000, 5000);
        assertThat(created("PreemptionBasic")).containsExactly(20000, 5000);
        assertThat(Workloads.named("TopologySpreading").cluster().texts("zones"))
                .hasSize(3);
    }

    private static List<Integer> created(String workload) {
        return Workloads.named(workload).steps().stream()
                .filter(step -> step.op() == Step.Op.createPods)
                .map(step -> step.count("count"))
                .toList();
    }

    @Test
    void aPodWaitedForIsAPodThatWasAskedFor() {
        Workloads.all().values().stream().filter(w -> w.gate() > 0).forEach(workload -> {
            Step last = workload.steps().get(workload.steps().size() - 1);
            assertThat(created(workload.name())).as(workload.name()).endsWith(last.count("arrived"));
        });
    }

    @Test
    void unknownNameIsToldWithTheNamesThereAre() {
        assertThatThrownBy(() -> Workloads.named("dense"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no workload dense")
                .hasMessageContaining("density-1000n-10000p");
    }

    @Test
    void unknownOpcodeIsRefused() {
        assertThatThrownBy(() -> parse("{name: a, steps: [{opcode: createNodes, count: 1}, {opcode: explode}]}"))
                .hasMessage("there is no opcode \"explode\"");
    }

    @Test
    void misspeltFieldIsRefused() {
        assertThatThrownBy(() -> parse("{name: a, limit: 3, steps: [{opcode: createNodes, count: 1}]}"))
                .hasMessage("a workload has no field limit");
    }

    @Test
    void nodesComeFirst() {
        assertThatThrownBy(() -> parse("{name: a, steps: [{opcode: startMeasuring}]}"))
                .hasMessageContaining("begin with createNodes");
    }

    @Test
    void aTemplateStandsWholeInTheStepThatNamesIt() throws IOException {
        JsonNode file = yaml("""
                templates: {blue: {labels: {color: blue}}}
                workloads:
                  - {name: a, steps: [{opcode: createNodes, count: 1}, {opcode: startMeasuring},
                                      {opcode: createPods, count: 1, template: blue}]}
                """);
        Step pods =
                Objects.requireNonNull(Workloads.parse(file).get("a")).steps().get(2);
        assertThat(Json.textAt(pods.tree("template"), "labels", "color")).isEqualTo("blue");
    }

    @Test
    void unknownTemplateIsRefused() {
        assertThatThrownBy(() -> parse("{name: a, steps: [{opcode: createPods, template: red}]}"))
                .hasMessage("there is no template \"red\"");
    }

    @Test
    void missingParameterIsNamed() throws IOException {
        Step step = new Step(Step.Op.createPods, (ObjectNode) yaml("{count: 3}"));
        assertThat(step.count("count")).isEqualTo(3);
        assertThat(step.count("inFlight", 16)).isEqualTo(16);
        assertThatThrownBy(() -> step.count("namespaces")).hasMessage("createPods needs namespaces, a number");
    }
}
