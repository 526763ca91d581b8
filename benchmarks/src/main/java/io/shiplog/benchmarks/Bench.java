package io.shiplog.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.cluster.ClusterOptions;
import io.shiplog.benchmarks.cluster.Machine;
import io.shiplog.benchmarks.report.Result;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.report.Spread;
import io.shiplog.benchmarks.run.WorkloadRun;
import io.shiplog.benchmarks.workload.Sizes;
import io.shiplog.benchmarks.workload.Workload;
import io.shiplog.benchmarks.workload.Workloads;
import io.shiplog.schemas.object.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one named workload, so often, and writes one JSON line. */
@Command(
        name = "bench",
        description = "Measure Shiplog under a named workload; without a name: say which there are.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "a name from workloads.yaml")
    private String name = "";

    @Option(names = "--runs", paramLabel = "N", description = "runs, each on a fresh cluster (default: 1)")
    private int runs = 1;

    @Option(names = "--heap", paramLabel = "SIZE", description = "the cluster's -Xmx (default: as the launcher's)")
    private String heap = "";

    @Option(names = "--jvm-option", paramLabel = "OPTION", description = "one more for the cluster's Java; repeatable")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--profile", description = "record with Flight Recorder and say where the time went")
    private boolean profile;

    @Option(names = "--keep", description = "leave the clusters' data where they are, and say where")
    private boolean keep;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "lay the last result of FILE beside this one; given twice without a workload: those two")
    private List<Path> compare = new ArrayList<>();

    @Option(
            names = "--divide",
            paramLabel = "N",
            description = "nodes, pods and namespaces divided by N, for a first look")
    private int divide = 1;

    @Option(
            names = "--set",
            paramLabel = "NAME=NUMBER",
            description = "another number in every step that has one of this name; repeatable")
    private Map<String, Integer> numbers = new TreeMap<>();

    @Option(names = "--note", paramLabel = "TEXT", description = "kept with the result")
    private String note = "";

    @Option(names = "--home", hidden = true, description = "the source tree")
    private Path home = Path.of(".");

    /** Runs one command and exits with its code: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "log4j2-quiet.xml");
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    boolean known = error instanceof BenchException;
                    line.getErr().println("error: " + (known ? error.getMessage() : error.toString()));
                    if (!known) {
                        error.printStackTrace(line.getErr());
                    }
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() {
        if (name.isEmpty()) {
            if (compare.size() == 2) {
                System.out.print(Result.compared(Result.last(compare.get(0)), Result.last(compare.get(1))));
            } else {
                Workloads.all().values().forEach(w -> System.out.printf("%-46s %s%n", w.name(), w.explains()));
            }
            return 0;
        }
        Workload workload = Sizes.with(Sizes.divided(Workloads.named(name), divide), numbers);
        List<Result> before = compare.stream().map(Result::last).toList();
        Result result = measure(workload);
        Path file = result.appendTo(home.resolve("benchmarks").resolve("results"));
        System.out.println(result.summary());
        System.out.println("written to " + file);
        before.forEach(was -> System.out.print(Result.compared(was, result)));
        return 0;
    }

    private Result measure(Workload workload) {
        ClusterOptions launched = ClusterOptions.launched(home, heap, jvmOptions, profile);
        ClusterOptions options = keep ? launched.kept() : launched;
        ObjectNode about = about(workload, options);
        List<RunFigures> done = new ArrayList<>();
        for (int i = 1; i <= runs; i++) {
            System.out.printf("%s, run %d of %d%n", workload.name(), i, runs);
            RunFigures figures = new WorkloadRun(workload, options, System.out).run();
            done.add(figures);
            Double rate = figures.values().get("pods.runningPerSecond");
            if (rate != null) {
                System.out.println("pods Running per second: " + Spread.of(List.of(rate)));
            }
        }
        return Result.of(about, done);
    }

    private ObjectNode about(Workload workload, ClusterOptions options) {
        ObjectNode out = Json.object()
                .put("workload", workload.name())
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", Machine.commit(home))
                .put("note", note);
        ObjectNode settings = out.putObject("settings")
                .put("nodes", workload.nodes())
                .put("heap", options.heap().isEmpty() ? "the launcher's" : options.heap())
                .put("profile", options.profile());
        ObjectNode set = settings.putObject("numbers");
        numbers.forEach(set::put);
        options.jvmOptions().forEach(settings.putArray("jvmOptions")::add);
        out.set("machine", Machine.describe());
        return out;
    }
}
