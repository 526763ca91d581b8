package io.shiplog.standalone.cli;

import io.shiplog.standalone.broker.BrokerConfig;
import io.shiplog.standalone.cell.Cell;
import io.shiplog.standalone.cell.CellConfig;
import io.shiplog.standalone.cell.DataDir;
import io.shiplog.standalone.cell.DataDirLock;
import io.shiplog.standalone.cell.Nodes;
import io.shiplog.standalone.cell.Preflight;
import io.shiplog.standalone.cell.RuntimeChoice;
import io.shiplog.standalone.cell.UserError;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a cluster and keeps it until Ctrl-C; with --detach in the background. */
@Command(name = "up", description = "Start a cluster on this machine.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    /** A start that reads much on a busy machine takes minutes; giving it up would only make it begin again. */
    private static final long READY_SECONDS = 600;

    private static final long LOOK_MILLIS = 20;
    private static final long WATCH_MILLIS = 1000;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "how many nodes; 0: none in this process (default: ${DEFAULT-VALUE})")
    private int nodes = 3;

    @Option(names = "--node-cpu", paramLabel = "QUANTITY", description = "cpu of each node, e.g. 4 or 500m")
    private String nodeCpu = "";

    @Option(names = "--node-memory", paramLabel = "QUANTITY", description = "memory of each node, e.g. 8Gi")
    private String nodeMemory = "";

    @Option(
            names = "--runtime",
            paramLabel = "KIND",
            description = "what runs the containers: auto, docker, process or simulated (default: ${DEFAULT-VALUE})")
    private String runtime = "auto";

    @Option(names = "--port", paramLabel = "PORT", description = "of the API server (default: ${DEFAULT-VALUE})")
    private int port = 6443;

    @Option(
            names = "--partitions",
            paramLabel = "P",
            description = "namespace partitions of a new cluster; fixed for ever (default: 16)")
    private int partitions;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MetricsOptions metrics;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private LogStoreOptions logs;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SchedulerOptions scheduler;

    @Option(names = "--detach", description = "return when the cluster is ready and leave it running")
    private boolean detach;

    @Override
    public Integer call() throws Exception {
        DataDir dir = data.dir();
        PrintWriter out = spec.commandLine().getOut();
        dir.prepare();
        if (detach) {
            // What is wrong with the file is told here, and its warnings once, by the process that goes on.
            scheduler.config(new PrintWriter(Writer.nullWriter()));
            return Detached.up(dir, LaunchCommand.likeThis(arguments()), out);
        }
        long begun = System.nanoTime();
        Logging.toFile(dir);
        try (DataDirLock lock = DataDirLock.take(dir)) {
            CellConfig config = config(dir);
            Preflight.check(config);
            LaunchCommand.likeThis(arguments()).write(dir);
            out.println("runtime " + config.runtime().kind() + ": "
                    + config.runtime().why());
            out.flush();
            return run(config, begun, out);
        }
    }

    /** As typed, from `up` on (picocli gives a subcommand the whole line), but with paths in full. */
    List<String> arguments() {
        Map<String, Path> paths = new TreeMap<>();
        paths.put(DataDirOption.NAME, data.dir().root());
        scheduler.file().ifPresent(file -> paths.put(SchedulerOptions.NAME, file));
        return LaunchCommand.inFull(spec.commandLine().getParseResult().originalArgs(), paths);
    }

    private CellConfig config(DataDir dir) {
        if (nodes < 0) {
            throw new UserError(
                    "--nodes " + nodes + " makes no cluster.",
                    "Give at least 1, or 0 when all nodes run in processes of their own.");
        }
        RuntimeChoice choice = nodes == 0 ? RuntimeChoice.none() : RuntimeChoice.of(runtime, System.getenv());
        return new CellConfig(dir, choice, nodes, nodeCpu, nodeMemory, port, partitions, BrokerConfig.local())
                .with(
                        metrics.config(),
                        logs.config(),
                        scheduler.config(spec.commandLine().getErr()));
    }

    private Integer run(CellConfig config, long begun, PrintWriter out) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicBoolean bySignal = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            bySignal.set(stopped.getCount() > 0);
                            stop.countDown();
                            await(stopped);
                        },
                        "stop"));
        Cell cell = new Cell(config, what -> {
            out.println("  " + what);
            out.flush();
        });
        try {
            cell.start();
            String failure = untilReady(cell, stop);
            if (failure.isEmpty() && stop.getCount() > 0) {
                tellReady(config, begun, out);
                failure = untilStopped(cell, stop);
            }
            if (!failure.isEmpty()) {
                throw new UserError(
                        failure, "The whole story is in " + config.dataDir().log() + ".");
            }
            out.println("stopping");
            return 0;
        } finally {
            cell.close();
            Logging.end();
            if (bySignal.get()) {
                out.println("stopped; everything is kept in " + config.dataDir().root());
                if (config.runtime().real() && nodes > 0) {
                    out.println("containers run on; ./shiplog down" + data.suffix() + " ends them");
                }
            }
            out.flush();
            stopped.countDown();
        }
    }

    private static String untilReady(Cell cell, CountDownLatch stop) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        List<String> waiting = cell.waiting();
        while (!waiting.isEmpty() && cell.failure().isEmpty()) {
            if (System.nanoTime() > deadline) {
                return "Not ready after " + READY_SECONDS + " s: " + String.join(", ", waiting) + ".";
            }
            if (stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return "";
            }
            waiting = cell.waiting();
        }
        return cell.failure();
    }

    private static String untilStopped(Cell cell, CountDownLatch stop) throws InterruptedException {
        while (!stop.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
            if (!cell.failure().isEmpty()) {
                return cell.failure();
            }
        }
        return "";
    }

    private void tellReady(CellConfig config, long begun, PrintWriter out) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        String claim = Nodes.claim(config).entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        String has = nodes == 0
                ? "no node in this process"
                : nodes + " node" + (nodes == 1 ? "" : "s") + " with " + claim + " each";
        out.printf("ready after %.1f s: %s%n", millis / 1000.0, has);
        out.println();
        out.println("  export KUBECONFIG=" + config.dataDir().kubeconfig());
        out.println("  kubectl get nodes");
        out.println("  ./shiplog example web" + data.suffix() + " | kubectl apply -f -");
        out.println();
        out.println("Stop with " + (Detached.isChild() ? "./shiplog down" + data.suffix() : "Ctrl-C") + ".");
        out.flush();
        Detached.tellParent();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
