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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Real containers through Shiplog and through Docker Swarm, in pairs on one engine. */
@Command(
        name = "swarm",
        description = "Measure real containers through Shiplog and, in turns, through Docker Swarm.",
        mixinStandardHelpOptions = true)
public final class RealSwarm implements Callable<Integer> {

    private static final String WORKLOAD = "swarm";
    private static final List<String> OTHERS =
            List.of("swarm", "swarmAsShipped", "engine", NamedNetwork.SWARM, NamedNetwork.ENGINE);
    private static final Duration ONE_PAIR = Duration.ofMinutes(20);

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "so often each side, who begins taking turns (default: ${DEFAULT-VALUE})")
    private int pairs = 3;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            description = "so often each starts and stops before anything counts (default: ${DEFAULT-VALUE}): Java goes"
                    + " on compiling for some ten starts")
    private int warmUps = 1;

    @Option(
            names = "--parts",
            paramLabel = "PART,...",
            split = ",",
            description = "${COMPLETION-CANDIDATES} (default: all)")
    private Set<SwarmPair.Part> parts = EnumSet.allOf(SwarmPair.Part.class);

    @Option(
            names = "--replicas",
            paramLabel = "N,...",
            split = ",",
            description = "how many to start at once (default: 10,20,50)")
    private List<Integer> replicas = List.of(10, 20, 50);

    @Option(
            names = "--networks",
            description = "also start on networks where containers have names, as pods have theirs: Swarm's and the"
                    + " engine's own")
    private boolean networks;

    @Option(names = "--image", required = true, description = "an image with busybox that the engine has")
    private String image = "";

    @Option(names = "--heap", paramLabel = "SIZE", description = "the cluster's -Xmx (default: as the launcher's)")
    private String heap = "";

    @Option(names = "--home", hidden = true, description = "the source tree")
    private Path home = Path.of(".");

    /** Runs and exits: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "log4j2-quiet.xml");
        System.exit(new CommandLine(new RealSwarm())
                .setCaseInsensitiveEnumValuesAllowed(true)
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
                .put("warmUps", warmUps)
                .put("engine", Commands.run(List.of("docker", "version", "--format", "{{.Server.Version}}")));
        about.set("machine", Machine.describe());
        List<RunFigures> done = new ArrayList<>();
        String run = UUID.randomUUID().toString().substring(0, 8);
        ClusterOptions options = ClusterOptions.launched(home, heap, List.of(), false);
        Patience patience = Patience.of(ONE_PAIR.multipliedBy(pairs + 1L));
        try (SwarmMode mode = SwarmMode.begin();
                BenchCluster cluster = BenchCluster.start("docker", 1, options, patience);
                EngineAlone engine = new EngineAlone(image, "io.shiplog.bench=" + run);
                NamedNetwork network = new NamedNetwork("bench-net-" + run, networks)) {
            ShiplogPods shiplog = new ShiplogPods(cluster.kubeconfig(), "bench-" + run, image);
            SwarmService swarm = mode.service("swarm", "bench-" + run, image, List.of("--restart-delay", "0s"));
            SwarmService asShipped = mode.service("swarmAsShipped", "bench-shipped-" + run, image, List.of());
            List<Side> beside = new ArrayList<>(List.of(engine));
            beside.addAll(network.sides(mode, image));
            Steps steps = new Steps(patience, () -> shiplog.situation() + "\n" + swarm.situation());
            SwarmPair pair = new SwarmPair(shiplog, swarm, asShipped, beside, steps);
            for (int turn = 0; turn < warmUps; turn++) {
                pair.start(new RunFigures(), turn, replicas.get(0));
            }
            for (int turn = 0; turn < pairs; turn++) {
                System.out.printf("%s, pair %d of %d%n", WORKLOAD, turn + 1, pairs);
                RunFigures figures = new RunFigures();
                for (SwarmPair.Part part : EnumSet.copyOf(parts)) {
                    pair.measure(figures, part, turn, replicas);
                }
                Ratios.put(figures, "shiplog", OTHERS);
                done.add(figures);
            }
        }
        about.set("ratios", Ratios.of(done));
        Result result = Result.of(about, done);
        Path file = result.appendTo(home.resolve("benchmarks").resolve("results"));
        System.out.println(result.summary());
        System.out.println("written to " + file);
        return 0;
    }
}
