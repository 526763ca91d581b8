package io.shiplog.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.cluster.Machine;
import io.shiplog.benchmarks.report.Result;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.run.SchedulerAlone;
import io.shiplog.benchmarks.workload.Workload;
import io.shiplog.benchmarks.workload.Workloads;
import io.shiplog.schemas.object.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs workloads by the scheduler alone, on one thread, and writes one JSON line each. */
@Command(
        name = "scheduler",
        description = "Measure the scheduler alone, on one thread, under workloads of kube-scheduler's matrix.",
        mixinStandardHelpOptions = true)
public final class SchedulerBench implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "WORKLOAD", description = "names from workloads.yaml (default: all)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--runs", paramLabel = "N", description = "runs that count (default: ${DEFAULT-VALUE})")
    private int runs = 5;

    @Option(names = "--warm-ups", paramLabel = "N", description = "runs before those (default: ${DEFAULT-VALUE})")
    private int warmUps = 3;

    @Option(names = "--home", hidden = true, description = "the source tree")
    private Path home = Path.of(".");

    /** Runs and exits: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "log4j2-quiet.xml");
        System.exit(new CommandLine(new SchedulerBench())
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println("error: " + (error instanceof BenchException ? error.getMessage() : error));
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() {
        List<Workload> chosen = names.isEmpty()
                ? Workloads.all().values().stream().filter(SchedulerAlone::has).toList()
                : names.stream().map(Workloads::named).toList();
        System.out.printf("%-50s %10s %10s %8s %8s%n", "", "pods/s", "worst", "its gate", "times");
        for (Workload workload : chosen) {
            Result result = measure(workload);
            result.appendTo(home.resolve("benchmarks").resolve("results"));
            var rate = result.figures().get("alone.podsPerSecond");
            if (rate == null) {
                throw new BenchException(workload.name() + " measured nothing");
            }
            System.out.printf(
                    "%-50s %10.0f %10.0f %8s %8s%n",
                    workload.name(),
                    rate.median(),
                    rate.min(),
                    workload.gate() == 0 ? "-" : workload.gate(),
                    workload.gate() == 0 ? "-" : String.format("%.1f", rate.median() / workload.gate()));
        }
        return 0;
    }

    private Result measure(Workload workload) {
        ObjectNode about = Json.object()
                .put("workload", "alone-" + workload.name())
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", Machine.commit(home))
                .put("warmUps", warmUps);
        about.set("machine", Machine.describe());
        List<RunFigures> done = new ArrayList<>();
        for (int i = 0; i < warmUps + runs; i++) {
            RunFigures figures = new SchedulerAlone(workload).run();
            if (i >= warmUps) {
                done.add(figures);
            }
        }
        return Result.of(about, done);
    }
}
