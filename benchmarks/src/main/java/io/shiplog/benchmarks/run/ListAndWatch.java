package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Latencies;
import io.shiplog.benchmarks.client.WatchLines;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.report.RunFigures;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many watchers beside many pods: one on the pods of each namespace and a few on all pods, while an annotation of a pod
 * changes so many times a second, and pods are got and listed. The annotation is the moment of sending, so a watcher
 * knows how late it hears. Requests have their moment whether or not the server was late, and count from it.
 */
final class ListAndWatch {

    private static final String SENT = "shiplog.example/sent";
    private static final String PODS = "/api/v1/pods";
    private static final int IN_FLIGHT_MAX = 20_000;
    private static final int CHANGED_OF_A_NAMESPACE = 20;
    private static final long DRAIN_SECONDS = 60;

    private final RunContext run;
    private final Step step;
    private final List<String> pods = new ArrayList<>();
    private final List<WatchLines> watches = new ArrayList<>();
    private final Latencies ofNamespace = new Latencies();
    private final Latencies ofAll = new Latencies();
    private final Latencies changes = new Latencies();
    private final Latencies gets = new Latencies();
    private final Latencies lists = new Latencies();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private int round;

    ListAndWatch(RunContext run, Step step) {
        this.run = run;
        this.step = step;
    }

    /** Something that is due so many times a second. */
    private static final class Pace {

        private final long everyNanos;
        private long next;

        Pace(int perSecond, long begun) {
            this.everyNanos = perSecond == 0 ? Long.MAX_VALUE / 4 : TimeUnit.SECONDS.toNanos(1) / perSecond;
            this.next = begun + everyNanos;
        }

        boolean due(long now) {
            return now - next >= 0;
        }

        long take() {
            long was = next;
            next += everyNanos;
            return was;
        }
    }

    /** Opens the watches, runs for as long as the step says, and puts the figures down. */
    void run() {
        RunFigures figures = run.measurement().figures();
        double before = BenchCluster.liveBytes(run.cluster().heapHistogram());
        open();
        double after = BenchCluster.liveBytes(run.cluster().heapHistogram());
        if (!watches.isEmpty()) {
            figures.put("watch.idleBytesEach", (after - before) / watches.size());
        }
        load(step.count("warmUpSeconds"));
        drain();
        forget();
        run.measurement().begin();
        run.measurement().loadBegins();
        long begun = System.nanoTime();
        load(step.count("seconds"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        int heard = ofNamespace.count() + ofAll.count();
        drain();
        run.measurement().end();
        String broken = watches.stream()
                .map(WatchLines::broken)
                .filter(why -> why != null)
                .findFirst()
                .orElse("");
        watches.forEach(WatchLines::close);
        if (!broken.isEmpty()) {
            throw new BenchException("a watch ended: " + broken);
        }
        figures.put("watch.deliveriesPerSecond", heard / seconds);
        figures.put("watch.namespaceLag", ofNamespace);
        figures.put("watch.allLag", ofAll);
        figures.put("read.get", gets);
        figures.put("read.list", lists);
        figures.put("change.answer", changes);
        figures.put("change.answeredPerSecond", changes.count() / seconds);
        figures.put("requests.failed", failed.get());
    }

    private void drain() {
        Patience.of(Duration.ofSeconds(DRAIN_SECONDS))
                .await("the last answers", () -> inFlight.get() == 0, this::missing);
    }

    /** What came while Java was compiling is no figure of a cluster that is up for days. */
    private void forget() {
        for (Latencies one : List.of(ofNamespace, ofAll, changes, gets, lists)) {
            one.clear();
        }
        failed.set(0);
    }

    private void open() {
        for (int i = 1; i <= step.count("namespaces"); i++) {
            String path = "/api/v1/namespaces/load-" + i + "/pods";
            ObjectNode list = list(path + "?limit=" + CHANGED_OF_A_NAMESPACE);
            for (ObjectNode pod : Json.objectsAt(list, "items")) {
                pods.add(path + "/" + Json.textAt(pod, "metadata", "name"));
            }
            if (i <= step.count("watched", step.count("namespaces"))) {
                watches.add(watch(path, list, ofNamespace));
            }
        }
        ObjectNode now = list(PODS + "?limit=1");
        for (int i = 0; i < step.count("watchersOfAll"); i++) {
            watches.add(watch(PODS, now, ofAll));
        }
        if (pods.isEmpty()) {
            throw new BenchException("there are no pods to change");
        }
    }

    private ObjectNode list(String path) {
        return ApiClient.done(run.client().list(path)).json();
    }

    /** From the list's version on, so that what is there already is not told. */
    private WatchLines watch(String path, ObjectNode list, Latencies lag) {
        String since = Json.textAt(list, "metadata", "resourceVersion");
        return WatchLines.open(
                run.client(), path + "?watch=true&resourceVersion=" + since, (type, pod, at) -> event(lag, pod, at));
    }

    private static void event(Latencies lag, JsonNode pod, long receivedNanos) {
        String sent = Json.textAt(pod, "metadata", "annotations", SENT);
        if (!sent.isEmpty()) {
            lag.add(receivedNanos - Long.parseLong(sent));
        }
    }

    private void load(int seconds) {
        long begun = System.nanoTime();
        Pace change = new Pace(step.count("changesPerSecond"), begun);
        Pace get = new Pace(step.count("getsPerSecond"), begun);
        Pace list = new Pace(step.count("listsPerSecond"), begun);
        long end = begun + TimeUnit.SECONDS.toNanos(seconds);
        for (long now = begun; now < end; now = System.nanoTime()) {
            if (change.due(now)) {
                timed(changes, change.take(), change());
            } else if (get.due(now)) {
                timed(gets, get.take(), run.client().get(pods.get(round % pods.size())));
            } else if (list.due(now)) {
                timed(lists, list.take(), run.client().list(PODS + "?limit=" + step.count("listed")));
            } else {
                Patience.pause(Math.min(change.next, Math.min(get.next, list.next)) - now);
            }
            if (inFlight.get() >= IN_FLIGHT_MAX) {
                throw new BenchException(IN_FLIGHT_MAX + " requests wait for an answer");
            }
        }
    }

    /** The next pod of the next namespace: in the list those of one namespace stand together. */
    private CompletableFuture<ApiClient.Reply> change() {
        long which = (long) round * CHANGED_OF_A_NAMESPACE + round / step.count("namespaces");
        round++;
        ObjectNode patch = Json.object();
        Json.ensure(patch, "metadata", "annotations").put(SENT, Long.toString(System.nanoTime()));
        return run.client().patch(pods.get((int) (which % pods.size())), patch);
    }

    private String missing() {
        return inFlight + " are missing; answered: " + changes.count() + " changes, " + gets.count() + " reads, "
                + lists.count() + " lists";
    }

    private void timed(Latencies into, long due, CompletableFuture<ApiClient.Reply> answer) {
        inFlight.incrementAndGet();
        CompletableFuture<?> unused = answer.whenComplete((reply, error) -> {
            into.add(System.nanoTime() - due);
            inFlight.decrementAndGet();
            if (reply == null || !reply.ok()) {
                failed.incrementAndGet();
            }
        });
    }
}
