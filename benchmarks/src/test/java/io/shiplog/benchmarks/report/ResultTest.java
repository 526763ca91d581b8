package io.shiplog.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.object.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {

    private static RunFigures run(double rate) {
        RunFigures out = new RunFigures();
        out.put("pods.runningPerSecond", rate);
        out.put("nothing", Double.NaN);
        out.putThread("VM Thread", 12);
        out.perSecond(List.of(0, 7));
        return out;
    }

    private static Result result(double... rates) {
        return Result.of(
                Json.object().put("workload", "smoke").put("commit", "abc"),
                java.util.Arrays.stream(rates).mapToObj(ResultTest::run).toList());
    }

    @Test
    void medianAndExtremesOfAllRunsAreKept() {
        assertThat(result(900, 1100, 1000).figures())
                .containsOnlyKeys("pods.runningPerSecond")
                .containsValue(new Spread(1000, 900, 1100));
        assertThat(result(900, 1100).figures()).containsValue(new Spread(1000, 900, 1100));
    }

    @Test
    void theWorstRunIsKeptWhicheverEndThatIs() {
        RunFigures quick = run(900);
        RunFigures slow = run(800);
        quick.put("api.get.p99Millis", 7);
        slow.put("api.get.p99Millis", 9);
        Result both = Result.of(Json.object().put("workload", "smoke"), List.of(quick, slow));
        assertThat(Json.at(both.line(), "figures", "pods.runningPerSecond", "worst"))
                .hasToString("800.0");
        assertThat(Json.at(both.line(), "figures", "api.get.p99Millis", "worst"))
                .hasToString("9.0");
    }

    @Test
    void theBreakdownHasEachStageWithItsShareMostFirst() {
        RunFigures run = run(900);
        run.put("stage.scheduler.microsPerPod", 250);
        run.put("stage.rest.microsPerPod", 750);
        run.put("disk.resources.bytesPerPod", 2000);
        run.put("disk.all.bytesPerPod", 2000);
        String summary =
                Result.of(Json.object().put("workload", "smoke"), List.of(run)).summary();
        assertThat(summary.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsSubsequence(
                        "disk.all.bytesPerPod 2,000",
                        "processor time by stage: 1,000 microsPerPod",
                        "rest 750 75.0 %",
                        "scheduler 250 25.0 %",
                        "growth of the log by topic: 2,000 bytesPerPod",
                        "resources 2,000 100.0 %");
    }

    @Test
    void everyResultIsOneLineAtTheEndOfItsFile(@TempDir Path dir) throws Exception {
        result(1).appendTo(dir);
        Path file = result(2).appendTo(dir);
        assertThat(file).hasFileName("smoke.jsonl");
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(Result.last(file).figures()).containsValue(new Spread(2, 2, 2));
    }

    @Test
    void missingFileIsToldInASentence(@TempDir Path dir) {
        assertThatThrownBy(() -> Result.last(dir.resolve("none.jsonl"))).hasMessageContaining("cannot be read");
    }

    @Test
    void comparedAsMultipleOfTheFirst() {
        assertThat(Result.compared(result(800), result(1000))).contains("1.25").contains("1,000");
    }
}
