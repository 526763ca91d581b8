package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Credentials;
import io.shiplog.benchmarks.client.QuietWatches;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.cluster.Histogram;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a watch on which nothing happens costs the cluster's heap, its share of a connection included. */
final class IdleWatches {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    /** Until what opening them took is over. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int COLLECTIONS = 4;
    private static final int CLASSES = 25;

    private final RunContext run;
    private final Step step;

    IdleWatches(RunContext run, Step step) {
        this.run = run;
        this.step = step;
    }

    /** Opens them in both ways, one after the other, and puts the figures down. */
    void run() {
        run.measurement().loadBegins();
        measure("idle.connection", 1);
        measure("idle.stream", step.count("streams"));
        run.measurement().end();
    }

    private void measure(String name, int streams) {
        ObjectNode list = ApiClient.done(run.client().list(PODS)).json();
        String path = PODS + "?allowWatchBookmarks=true&resourceVersion="
                + Json.textAt(list, "metadata", "resourceVersion") + "&timeoutSeconds=3000&watch=true";
        // What is made for the first connection alone is no watch's.
        QuietWatches first = open(path, streams);
        String before = settled();
        List<QuietWatches> open = new ArrayList<>();
        int count = 0;
        while (count < step.count("count")) {
            open.add(open(path, streams));
            count += streams;
        }
        String opened = settled();
        System.out.println(name + ": bytes and objects of each class for a watch");
        for (Histogram.Growth grown :
                Histogram.growth(before, opened).stream().limit(CLASSES).toList()) {
            System.out.printf(
                    "%8.0f %8.2f  %s%n",
                    (double) grown.bytes() / count, (double) grown.instances() / count, grown.type());
        }
        open.forEach(QuietWatches::close);
        double without = BenchCluster.liveBytes(before);
        double left = BenchCluster.liveBytes(settled()) - without;
        // The broker's own figures fill up meanwhile: half of what has come is taken to be there at half-time.
        double held = BenchCluster.liveBytes(opened) - without - left / 2;
        run.measurement().figures().put(name + ".heapBytesEach", held / count);
        run.measurement().figures().put(name + ".leftBytesEach", left / count);
        first.close();
    }

    /** With credentials of its own, as another process: no session of TLS is taken up again. */
    private QuietWatches open(String path, int streams) {
        return QuietWatches.open(Credentials.of(run.cluster().kubeconfig()), path, streams);
    }

    /** The serial collector leaves up to a twentieth of the heap lying as it is, but for every fourth time. */
    private String settled() {
        Patience.pause(SETTLE_NANOS);
        String smallest = run.cluster().heapHistogram();
        for (int again = 1; again < COLLECTIONS; again++) {
            String next = run.cluster().heapHistogram();
            smallest = BenchCluster.liveBytes(next) < BenchCluster.liveBytes(smallest) ? next : smallest;
        }
        return smallest;
    }
}
