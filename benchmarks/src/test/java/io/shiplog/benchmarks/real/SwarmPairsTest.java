package io.shiplog.benchmarks.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.schemas.object.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is laid beside what when both orchestrators were measured. */
class SwarmPairsTest {

    private static RunFigures pair(double ours, double theirs) {
        RunFigures figures = new RunFigures();
        figures.put("shiplog.start10.seconds", ours);
        figures.put("swarm.start10.seconds", theirs);
        figures.put("swarm.start20.seconds", 6);
        Ratios.put(figures, "shiplog", List.of("swarm"));
        return figures;
    }

    @Test
    void aStepThatBothTookHasARatioAndOneOfASingleSideHasNot() {
        assertThat(pair(3, 2).values())
                .containsEntry("shiplog/swarm.start10.seconds", 1.5)
                .doesNotContainKey("shiplog/swarm.start20.seconds");
    }

    @Test
    void ratiosAreListedPairByPairWithThreeDigits() {
        assertThat(Json.text(Ratios.of(List.of(pair(3, 2), pair(1, 3)))))
                .isEqualTo("{\"shiplog/swarm.start10.seconds\":[1.5,0.333]}");
    }

    @Test
    void aDeploymentHasAsManyMissingOrTooManyAsSwarmWould() {
        assertThat(Rollout.ALL).extracting(Rollout::title).doesNotHaveDuplicates();
        assertThat(new Rollout(5, false).strategy())
                .contains("\"maxUnavailable\": 5")
                .contains("\"maxSurge\": 0");
        assertThat(new Rollout(0, true).strategy())
                .contains("\"maxUnavailable\": 0")
                .contains("\"maxSurge\": \"100%\"");
        assertThat(new Rollout(1, true).order()).isEqualTo("start-first");
    }
}
