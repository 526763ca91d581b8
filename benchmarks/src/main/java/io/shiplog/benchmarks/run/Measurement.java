package io.shiplog.benchmarks.run;

import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Latencies;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.cluster.DiskUse;
import io.shiplog.benchmarks.cluster.ProcessFigures;
import io.shiplog.benchmarks.cluster.Stages;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.report.Throughput;
import io.shiplog.benchmarks.workload.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is looked at when the measured part of a workload begins, and again when it ends. */
final class Measurement {

    private static final List<String> VERBS = List.of("create", "update", "patch", "delete", "get", "list");
    private static final int HISTOGRAM_LINES = 40;
    private static final int SLICE = 100_000;
    private static final double MIB = 1024 * 1024;

    private final BenchCluster cluster;
    private final ApiClient client;
    private final PodWatch pods;
    private final Probe probe;
    private final Workload workload;
    private final RunFigures figures = new RunFigures();
    private @Nullable Look before;
    private long loadNanos;
    private double liveBefore = Double.NaN;
    private String histogram = "";
    private Instant begunAt = Instant.EPOCH;
    private Instant endedAt = Instant.EPOCH;

    /** One look at the process and the disk. */
    private record Look(long nanos, long pid, ProcessFigures process, ProcessFigures client, DiskUse disk) {

        static Look at(BenchCluster cluster) {
            return new Look(
                    System.nanoTime(),
                    cluster.pid(),
                    ProcessFigures.of(cluster.pid()),
                    ProcessFigures.of(ProcessHandle.current().pid()),
                    DiskUse.of(cluster.brokerDir()));
        }
    }

    Measurement(BenchCluster cluster, ApiClient client, PodWatch pods, Probe probe, Workload workload) {
        this.cluster = cluster;
        this.client = client;
        this.pods = pods;
        this.probe = probe;
        this.workload = workload;
    }

    /** The measured part begins. */
    void begin() {
        liveBefore = BenchCluster.liveBytes(cluster.heapHistogram());
        client.forget();
        probe.forget();
        begunAt = Instant.now();
        before = Look.at(cluster);
    }

    /** The first request of the load is about to be sent; only the first call after {@link #begin} counts. */
    void loadBegins() {
        if (before != null && loadNanos == 0) {
            loadNanos = System.nanoTime();
        }
    }

    /** The measured part ends. */
    void end() {
        Look was = before;
        if (was == null) {
            throw new BenchException("the end was measured before the beginning");
        }
        Look now = Look.at(cluster);
        endedAt = Instant.now();
        int count = podFigures();
        for (String verb : VERBS) {
            figures.put("api." + verb, client.latencies(verb));
        }
        figures.put("watch.writeToWatch", probe.writeToWatch());
        figures.put("probe.failed", probe.failed());
        processFigures(was, now, count);
        now.disk().since(was.disk()).forEach((topic, bytes) -> {
            if (count > 0 && bytes > 0) {
                figures.put("disk." + topic + ".bytesPerPod", (double) bytes / count);
            }
        });
        double grown = now.disk().total() - was.disk().total();
        figures.put("disk.all.grownMiB", grown / MIB);
        figures.put("disk.all.bytesPerPod", count > 0 ? grown / count : Double.NaN);
        figures.put("disk.all.MiB", now.disk().total() / MIB);
        histogram = cluster.heapHistogram();
        double live = BenchCluster.liveBytes(histogram);
        figures.put("heap.liveMiB", live / MIB);
        figures.put("heap.liveBytesPerPod", count > 0 ? (live - liveBefore) / count : Double.NaN);
    }

    private int podFigures() {
        List<Double> arrivals = pods.arrivalsMillis(loadNanos);
        int count = arrivals.size();
        if (count == 0) {
            return 0;
        }
        Latencies sorted = new Latencies();
        arrivals.forEach(millis -> sorted.add((long) (millis * 1e6)));
        double last = sorted.percentileMillis(100);
        figures.put("pods.runningPerSecond", count * 1000.0 / last);
        if (workload.gate() > 0) {
            figures.put("pods.runningTimesGate", count * 1000.0 / last / workload.gate());
        }
        figures.put("pods.count", count);
        figures.put("pods.firstMillis", sorted.percentileMillis(0));
        figures.put("pods.halfMillis", sorted.percentileMillis(50));
        figures.put("pods.lastMillis", last);
        figures.put("pods.lastOverSecond" + slice(), Throughput.lastOverSecond(arrivals, slice()));
        figures.perSecond(pods.perSecond(loadNanos));
        return count;
    }

    /** Of how many pods the last are held against the second; 100,000 unless the workload says another number. */
    private int slice() {
        return workload.steps().get(workload.steps().size() - 1).count("slice", SLICE);
    }

    private void processFigures(Look was, Look now, int count) {
        // After a restart it is another process, and all that it has used was used since.
        ProcessFigures before = now.pid() == was.pid() ? was.process() : ProcessFigures.NONE;
        double cpuMillis = now.process().cpuMillis() - before.cpuMillis();
        double wallMillis = (now.nanos() - was.nanos()) / 1e6;
        double clientMillis = now.client().cpuMillis() - was.client().cpuMillis();
        figures.put("process.cpuSeconds", cpuMillis / 1000);
        figures.put("process.cores", cpuMillis / wallMillis);
        figures.put("process.rssMiB", now.process().rssBytes() / MIB);
        figures.put("process.rssPeakMiB", now.process().rssPeakBytes() / MIB);
        figures.put("client.cpuSeconds", clientMillis / 1000);
        if (count > 0) {
            figures.put("process.cpuMicrosPerPod", cpuMillis * 1000 / count);
            figures.put("client.cpuMicrosPerPod", clientMillis * 1000 / count);
        }
        Map<String, Long> threads = now.process().threadsSince(before, cluster.threadNames());
        threads.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                .forEach(e -> figures.putThread(e.getKey(), e.getValue()));
        Stages.of((long) cpuMillis, threads).forEach((stage, millis) -> {
            if (count > 0) {
                figures.put("stage." + stage + ".microsPerPod", millis * 1000.0 / count);
            } else {
                figures.put("stage." + stage + ".millis", millis);
            }
        });
    }

    /** The figures, filled by {@link #end}. */
    RunFigures figures() {
        return figures;
    }

    /** What the heap held at the end: the classes with the most bytes. */
    String histogram() {
        return histogram.lines().limit(HISTOGRAM_LINES).collect(Collectors.joining("\n"));
    }

    Instant begunAt() {
        return begunAt;
    }

    Instant endedAt() {
        return endedAt;
    }
}
