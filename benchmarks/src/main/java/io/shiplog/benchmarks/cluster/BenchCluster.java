package io.shiplog.benchmarks.cluster;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.standalone.broker.Ports;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster under measurement: {@code up} with its nodes in a JVM and a data directory of its own. */
public final class BenchCluster implements AutoCloseable {

    /** What `up` prints once every role is ready. */
    private static final String READY = "ready after ";

    private static final long STOP_SECONDS = 30;
    /** Last line of a class histogram: instances, then bytes. */
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private static final int CONSOLE_TAIL = 4000;
    /** Nodes in a process of their own are called so, with a number when they are several. */
    private static final String AWAY = "away";

    private static final String DOCKER = "docker";

    private final Path work;
    private final ClusterOptions options;
    private final List<String> command;
    private final Thread atExit = new Thread(this::end, "bench-stop");
    private volatile Process process;
    private volatile @Nullable Process away;

    private BenchCluster(Path work, ClusterOptions options, List<String> command) throws IOException {
        this.work = work;
        this.options = options;
        this.command = command;
        this.process = launch(command, "console");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it with a fresh temporary directory and nodes of the usual size; see the other. */
    public static BenchCluster start(String runtime, int nodes, ClusterOptions options, Patience patience) {
        return start(ClusterNodes.of(runtime, nodes), options, patience);
    }

    /** Starts it with a fresh temporary directory and waits until all its roles are ready. */
    public static BenchCluster start(ClusterNodes nodes, ClusterOptions options, Patience patience) {
        try {
            Path work = Files.createTempDirectory("shiplog-bench");
            BenchCluster cluster = new BenchCluster(work, options, command(work, nodes, options));
            try {
                cluster.awaitReady(patience);
                cluster.startAway(nodes);
            } catch (BenchException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until all its roles say that they are ready. Throws BenchException when the cluster ends by itself. */
    public void awaitReady(Patience patience) {
        patience.await("the cluster to be ready", this::ready, this::console);
    }

    private Process launch(List<String> what, String console) throws IOException {
        ProcessBuilder starting = new ProcessBuilder(what)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(console).toFile());
        starting.environment().put("SHIPLOG_OPTS", options.javaOptions(recording(work)));
        return starting.start();
    }

    private static List<String> command(Path work, ClusterNodes nodes, ClusterOptions options) throws IOException {
        List<String> out = new ArrayList<>(options.command());
        out.addAll(List.of("up", "--runtime", nodes.runtime(), "--nodes", Integer.toString(nodes.count())));
        out.addAll(nodes.size());
        out.addAll(List.of("--data-dir", data(work).toString(), "--port", Integer.toString(Ports.free())));
        return out;
    }

    /** Nodes in a process of their own, as on another machine; they register in their own time. */
    private void startAway(ClusterNodes nodes) throws IOException {
        if (nodes.away() == 0) {
            return;
        }
        DataDir dir = new DataDir(data(work));
        ClusterFile cluster = ClusterFile.running(dir)
                .orElseThrow(() -> new BenchException("the cluster did not say where it is:\n" + console()));
        List<String> out = new ArrayList<>(options.command());
        out.addAll(List.of("node", "--runtime", nodes.runtime(), "--nodes", Integer.toString(nodes.away())));
        out.addAll(List.of("--name", AWAY, "--bootstrap-servers", cluster.bootstrapServers()));
        out.addAll(List.of("--schema-registry", cluster.registryUrl(), "--metrics-port", "0"));
        out.addAll(List.of("--secrets-key", dir.secretsKey().toString()));
        out.addAll(List.of("--data-dir", work.resolve(AWAY).toString()));
        away = launch(out, "console-away");
    }

    /** True for a node that lives in the process of its own. */
    public static boolean isAway(String node) {
        return node.startsWith(AWAY);
    }

    /** SIGKILL for the process of its own: its nodes are silent from now on. */
    public void killAway() {
        Process killed = away;
        if (killed == null) {
            throw new BenchException("no node is away; say so in createNodes");
        }
        killed.destroyForcibly();
        await(killed);
    }

    /** SIGKILL, as a crash of the machine's only Java would be. Nothing else is done. */
    public void kill() {
        process.destroyForcibly();
        await(process);
    }

    /** Starts it again on its data, after {@link #stop} or {@link #kill}, and does not wait for it. */
    public void launchAgain() {
        try {
            process = launch(command, "console");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        if (!process.isAlive()) {
            throw new BenchException("the cluster ended by itself:\n" + console());
        }
        return Files.exists(kubeconfig()) && console().contains(READY);
    }

    /** The end of what the cluster printed. */
    public String console() {
        try {
            String all = Files.readString(work.resolve("console"));
            return all.substring(Math.max(0, all.length() - CONSOLE_TAIL));
        } catch (IOException e) {
            return "no console output: " + e;
        }
    }

    public Path kubeconfig() {
        return data(work).resolve("kubeconfig");
    }

    public Path brokerDir() {
        return data(work).resolve("broker");
    }

    /** Where Flight Recorder writes when the process ends; only with {@link ClusterOptions#profile()}. */
    public Path recording() {
        return recording(work);
    }

    private static Path data(Path work) {
        return work.resolve("data");
    }

    private static Path recording(Path work) {
        return work.resolve("cluster.jfr");
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Classes of living objects by their bytes, after a full collection; empty when Java does not tell. */
    public String heapHistogram() {
        return asked("GC.class_histogram");
    }

    /** What Java calls the threads that live now, by the kernel's number; empty when Java does not tell. */
    public Map<Long, String> threadNames() {
        return ThreadNames.parse(asked("Thread.print"));
    }

    private String asked(String what) {
        try {
            Process jcmd = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/jcmd", Long.toString(process.pid()), what)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return jcmd.waitFor(STOP_SECONDS, TimeUnit.SECONDS) ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Bytes of all living objects in a histogram; NaN when it does not say. */
    public static double liveBytes(String histogram) {
        Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
        return total.find() ? Double.parseDouble(total.group(1)) : Double.NaN;
    }

    /** SIGTERM, half a minute of grace, then SIGKILL; true when it stopped by itself. */
    public boolean stop() {
        process.destroy();
        if (await(process)) {
            return true;
        }
        process.destroyForcibly();
        return false;
    }

    private static boolean await(Process ending) {
        try {
            return ending.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void end() {
        Process other = away;
        if (other != null) {
            other.destroyForcibly();
        }
        stop();
    }

    /** Stops it and deletes its directory, but for a recording, which moves aside first; unless it is to be kept. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This JVM is ending already and the hook does the same.
            return;
        }
        if (options.keep()) {
            System.out.println("kept: " + data(work));
            return;
        }
        if (command.contains(DOCKER)) {
            forget();
        }
        wipe();
    }

    /** On an engine a cluster has a network, and a container in it, that outlive its pods. */
    private void forget() {
        List<String> reset = new ArrayList<>(options.command());
        reset.addAll(List.of("reset", "--force", "--data-dir", data(work).toString()));
        try {
            if (!await(launch(reset, "console-reset"))) {
                System.err.println("its network may be left on the engine: ./shiplog doctor --remove-orphans");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void wipe() {
        try (Stream<Path> found = Files.walk(work)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                if (!(options.profile() && (path.equals(recording()) || path.equals(work)))) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + work + " (" + e.getMessage() + ")");
        }
    }
}
