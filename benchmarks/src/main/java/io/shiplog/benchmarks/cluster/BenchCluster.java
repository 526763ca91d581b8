package io.shiplog.benchmarks.cluster;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.standalone.broker.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The cluster under measurement: {@code up} with its nodes in a JVM and a data directory of its own. */
public final class BenchCluster implements AutoCloseable {

    private static final String MAIN = "io.shiplog.standalone.cli.Main";
    /** What `up` prints once every role is ready. */
    private static final String READY = "ready after ";

    private static final long STOP_SECONDS = 30;
    /** Last line of a class histogram: instances, then bytes. */
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private static final int CONSOLE_TAIL = 4000;

    private final Path work;
    private final ClusterOptions options;
    private final Process process;
    private final Thread atExit = new Thread(this::end, "bench-stop");

    private BenchCluster(Path work, ClusterOptions options, Process process) {
        this.work = work;
        this.options = options;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it with simulated nodes. See {@link #start(String, int, ClusterOptions, Patience)}. */
    public static BenchCluster start(int nodes, ClusterOptions options, Patience patience) {
        return start("simulated", nodes, options, patience);
    }

    /** Starts it with a fresh temporary directory and waits until all its roles are ready. */
    public static BenchCluster start(String runtime, int nodes, ClusterOptions options, Patience patience) {
        try {
            Path work = Files.createTempDirectory("shiplog-bench");
            Process process = new ProcessBuilder(command(work, runtime, nodes, options))
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("console").toFile())
                    .start();
            BenchCluster cluster = new BenchCluster(work, options, process);
            try {
                patience.await("the cluster to be ready", cluster::ready, cluster::console);
            } catch (BenchException e) {
                cluster.close();
                throw e;
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path work, String runtime, int nodes, ClusterOptions options)
            throws IOException {
        List<String> out = new ArrayList<>();
        out.add(System.getProperty("java.home") + "/bin/java");
        out.add("-Xmx" + options.heap());
        out.add("-XX:+UseSerialGC");
        if (options.profile()) {
            out.add("-XX:StartFlightRecording=settings=profile,filename=" + recording(work));
            out.add("-XX:FlightRecorderOptions=stackdepth=96");
        }
        out.addAll(options.jvmOptions());
        out.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        out.addAll(List.of("up", "--runtime", runtime, "--nodes", Integer.toString(nodes)));
        out.addAll(List.of("--data-dir", work.resolve("data").toString(), "--port", Integer.toString(freePort())));
        return out;
    }

    private static int freePort() throws IOException {
        return Ports.free();
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
        return work.resolve("data").resolve("kubeconfig");
    }

    public Path brokerDir() {
        return work.resolve("data").resolve("broker");
    }

    /** Where Flight Recorder writes when the process ends; only with {@link ClusterOptions#profile()}. */
    public Path recording() {
        return recording(work);
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
        try {
            Process jcmd = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/jcmd",
                            Long.toString(process.pid()),
                            "GC.class_histogram")
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
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    private void end() {
        stop();
    }

    /** Stops it and deletes its directory, but for a recording, which moves aside first. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This JVM is ending already and the hook does the same.
            return;
        }
        wipe();
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
