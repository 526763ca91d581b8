package io.shiplog.benchmarks.real;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.cluster.ClusterOptions;
import io.shiplog.benchmarks.cluster.Machine;
import io.shiplog.benchmarks.report.Result;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.schemas.object.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts, restarts and stops real containers through a cluster and straight at the engine, in turns. */
@Command(
        name = "real-containers",
        description = "Measure real containers through Shiplog and, in turns, at the engine alone.",
        mixinStandardHelpOptions = true)
public final class RealContainers implements Callable<Integer> {

    /** Obeys SIGTERM at once, so that the time to stop is not the program's. */
    static final List<String> COMMAND =
            List.of("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait; done");

    private static final String WORKLOAD = "real-containers";
    private static final Duration ONE_RUN = Duration.ofMinutes(20);
    /** One of so many is killed, and so many are stopped. */
    private static final int CRASH_AMONG = 20;

    @Option(names = "--runs", paramLabel = "N", description = "turns (default: ${DEFAULT-VALUE})")
    private int runs = 3;

    @Option(
            names = "--replicas",
            paramLabel = "N,...",
            split = ",",
            description = "how many at once (default: 10,20,50)")
    private List<Integer> replicas = List.of(10, 20, 50);

    @Option(names = "--image", required = true, description = "an image with busybox that the engine has")
    private String image = "";

    @Option(names = "--heap", paramLabel = "SIZE", description = "the cluster's -Xmx (default: as the launcher's)")
    private String heap = "";

    @Option(names = "--home", hidden = true, description = "the source tree")
    private Path home = Path.of(".");

    /** Runs and exits: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "log4j2-quiet.xml");
        System.exit(new CommandLine(new RealContainers())
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println("error: " + (error instanceof BenchException ? error.getMessage() : error));
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() {
        ObjectNode about = Json.object()
                .put("workload", WORKLOAD)
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", Machine.commit(home))
                .put("engine", Commands.run(List.of("docker", "version", "--format", "{{.Server.Version}}")));
        about.set("machine", Machine.describe());
        List<RunFigures> done = new ArrayList<>();
        String run = UUID.randomUUID().toString().substring(0, 8);
        Patience patience = Patience.of(ONE_RUN.multipliedBy(runs));
        ClusterOptions options = ClusterOptions.launched(home, heap, List.of(), false);
        try (BenchCluster cluster = BenchCluster.start("docker", 1, options, patience);
                EngineAlone engine = new EngineAlone(image, "io.shiplog.bench=" + run)) {
            ShiplogPods pods = new ShiplogPods(cluster.kubeconfig(), "bench-" + run, image);
            Steps steps = new Steps(patience, pods::situation);
            List<Side> sides = List.of(engine, pods);
            // A turn that does not count: the cluster's code and the engine's caches become warm.
            turn(new RunFigures(), List.of(replicas.get(0)), steps, sides);
            for (int i = 1; i <= runs; i++) {
                System.out.printf("%s, turn %d of %d%n", WORKLOAD, i, runs);
                RunFigures figures = new RunFigures();
                turn(figures, replicas, steps, sides);
                done.add(figures);
            }
        }
        Result result = Result.of(about, done);
        Path file = result.appendTo(home.resolve("benchmarks").resolve("results"));
        System.out.println(result.summary());
        System.out.println("written to " + file);
        return 0;
    }

    private static void turn(RunFigures figures, List<Integer> counts, Steps steps, List<Side> sides) {
        for (int count : counts) {
            for (Side side : sides) {
                steps.start(figures, side, count);
                if (count == CRASH_AMONG) {
                    steps.recover(figures, side, "restart", 1);
                }
                steps.stop(figures, side, count);
            }
        }
    }
}
