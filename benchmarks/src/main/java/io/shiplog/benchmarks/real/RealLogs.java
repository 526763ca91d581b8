package io.shiplog.benchmarks.real;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.Latencies;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.cluster.ClusterOptions;
import io.shiplog.benchmarks.cluster.Machine;
import io.shiplog.benchmarks.cluster.ProcessFigures;
import io.shiplog.benchmarks.report.Result;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lines and samples of real containers: how soon they are shown, how many come through, what others feel of it. */
@Command(
        name = "real-logs",
        description = "Measure logs and metrics of real containers.",
        mixinStandardHelpOptions = true)
public final class RealLogs implements Callable<Integer> {

    private static final String WORKLOAD = "real-logs";
    private static final Duration ONE_RUN = Duration.ofMinutes(15);
    /** Ten a second and burst; a burst is paced by a sleep that begins with it. */
    private static final int BURSTS_PER_SECOND = 10;

    private static final String TEXT = "x".repeat(99);
    private static final int BURNING_MILLICORES = 100;
    private static final long BETWEEN_GETS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    @Option(names = "--runs", paramLabel = "N", description = "turns (default: ${DEFAULT-VALUE})")
    private int runs = 3;

    @Option(names = "--runtime", paramLabel = "KIND", description = "docker or process (default: ${DEFAULT-VALUE})")
    private String runtime = "docker";

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "lines of 100 bytes a second that one container writes (default: ${DEFAULT-VALUE})")
    private int rate = 100_000;

    @Option(
            names = "--lines",
            paramLabel = "N",
            description = "lines that it writes, at that rate and as fast as it can (default: ${DEFAULT-VALUE})")
    private int lines = 2_000_000;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "lines whose time to `logs -f` is taken (default: ${DEFAULT-VALUE})")
    private int samples = 300;

    @Option(names = "--image", required = true, description = "an image with busybox that the engine has")
    private String image = "";

    @Option(names = "--heap", paramLabel = "SIZE", description = "the cluster's -Xmx (default: as the launcher's)")
    private String heap = "";

    @Option(names = "--profile", description = "record the cluster with Flight Recorder")
    private boolean profile;

    @Option(names = "--home", hidden = true, description = "the source tree")
    private Path home = Path.of(".");

    /** Runs and exits: 0 done, 1 failed, 2 wrongly called. */
    public static void main(String[] args) {
        System.setProperty("log4j2.configurationFile", "log4j2-quiet.xml");
        System.exit(new CommandLine(new RealLogs())
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println("error: " + (error instanceof BenchException ? error.getMessage() : error));
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        ObjectNode about = Json.object()
                .put("workload", WORKLOAD)
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", Machine.commit(home))
                .put("runtime", runtime)
                .put("rate", rate)
                .put("lines", lines);
        about.set("machine", Machine.describe());
        List<RunFigures> done = new ArrayList<>();
        Patience patience = Patience.of(ONE_RUN.multipliedBy(runs));
        Path pipes = Files.createTempDirectory("shiplog-pipes");
        try (BenchCluster cluster =
                BenchCluster.start(runtime, 1, ClusterOptions.launched(home, heap, List.of(), profile), patience)) {
            BenchPods pods = new BenchPods(cluster.kubeconfig(), pipes, image, runtime.equals("docker"), patience);
            try (FollowedPod other = new FollowedPod(pods, "other")) {
                // Does not count: the cluster's code and kubectl's caches become warm.
                other.measure(samples);
                for (int i = 1; i <= runs; i++) {
                    System.out.printf("%s, turn %d of %d%n", WORKLOAD, i, runs);
                    RunFigures figures = new RunFigures();
                    turn(figures, cluster, pods, other);
                    done.add(figures);
                }
            }
            pods.remove("other");
        } finally {
            Files.deleteIfExists(pipes);
        }
        Result result = Result.of(about, done);
        Path file = result.appendTo(home.resolve("benchmarks").resolve("results"));
        System.out.println(result.summary());
        System.out.println("written to " + file);
        return 0;
    }

    private void turn(RunFigures figures, BenchCluster cluster, BenchPods pods, FollowedPod other) {
        others(figures, "quiet", pods, other, CompletableFuture.completedFuture(null));
        top(figures, pods);
        int burst = rate / BURSTS_PER_SECOND;
        String paced = "n=" + lines + "; while [ $n -gt 0 ]; do /bin/busybox usleep " + 1_000_000 / BURSTS_PER_SECOND
                + " & /bin/busybox yes " + TEXT + " | /bin/busybox head -n " + burst + "; n=$((n-" + burst
                + ")); wait; done";
        flood(figures, "paced", paced, cluster, pods, other);
        String fast = "/bin/busybox yes " + TEXT + " | /bin/busybox head -n " + lines;
        flood(figures, "fast", fast, cluster, pods, other);
    }

    /** What another pod and another user feel, at least so many samples long and until something is over. */
    private void others(
            RunFigures figures, String name, BenchPods pods, FollowedPod other, CompletableFuture<Void> until) {
        Latencies gets = new Latencies();
        CompletableFuture<Latencies> line = CompletableFuture.supplyAsync(() -> other.measure(samples));
        while (!line.isDone() || !until.isDone()) {
            long begin = System.nanoTime();
            pods.kubectl("get", "pods");
            gets.add(System.nanoTime() - begin);
            Patience.pause(BETWEEN_GETS_NANOS);
        }
        figures.put(name + ".lineToFollower", line.join());
        figures.put(name + ".kubectlGet", gets);
    }

    /** From a container's first turn of a busy loop to {@code kubectl top} that shows it. */
    private static void top(RunFigures figures, BenchPods pods) {
        pods.start("burns", pods.waiting("burns") + "while :; do :; done");
        // Top answers for a pod from its second sample on.
        pods.await("top of an idle pod", () -> millicores(pods, "burns") >= 0);
        long begin = pods.begin("burns");
        pods.await("top of a busy pod", () -> millicores(pods, "burns") >= BURNING_MILLICORES);
        figures.put("top.burningToShownSeconds", since(begin));
        pods.remove("burns");
    }

    /** What top shows for a pod, or -1. */
    private static int millicores(BenchPods pods, String name) {
        return pods.kubectl("top", "pods")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> Integer.parseInt(line.split(" +")[1].replaceAll("\\D", "")))
                .findFirst()
                .orElse(-1);
    }

    private void flood(
            RunFigures figures, String name, String script, BenchCluster cluster, BenchPods pods, FollowedPod other) {
        Path dir = cluster.kubeconfig().resolveSibling("");
        pods.start(name, pods.waiting(name) + script);
        ProcessFigures before = ProcessFigures.of(cluster.pid());
        Counters from = Counters.of(dir);
        long begin = pods.begin(name);
        double[] heldMax = {0};
        CompletableFuture<Void> all = CompletableFuture.runAsync(() -> {
            pods.await("the end of " + name, () -> {
                heldMax[0] = Math.max(heldMax[0], Counters.of(dir).heldBytes());
                return !pods.phase(name).equals("Running");
            });
            figures.put(name + ".writtenSeconds", since(begin));
            // Lines of the other pod are among them, so this may end a few lines early.
            pods.await("the last line of " + name, () -> {
                Counters now = Counters.of(dir);
                heldMax[0] = Math.max(heldMax[0], now.heldBytes());
                return now.stored() - from.stored() + now.dropped() - from.dropped() >= lines;
            });
            double seconds = since(begin);
            Counters to = Counters.of(dir);
            figures.put(name + ".seconds", seconds);
            figures.put(name + ".topicLinesPerSecond", (to.shipped() - from.shipped()) / seconds);
            figures.put(name + ".storeLinesPerSecond", (to.stored() - from.stored()) / seconds);
            figures.put(name + ".droppedLines", to.dropped() - from.dropped());
        });
        others(figures, name, pods, other, all);
        all.join();
        ProcessFigures after = ProcessFigures.of(cluster.pid());
        figures.put(name + ".cpuSeconds", (after.cpuMillis() - before.cpuMillis()) / 1e3);
        figures.put(name + ".heldMiBMax", heldMax[0] / (1 << 20));
        figures.put(name + ".rssMiB", after.rssBytes() / (double) (1 << 20));
        after.threadsSince(before, cluster.threadNames()).forEach(figures::putThread);
        pods.remove(name);
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
