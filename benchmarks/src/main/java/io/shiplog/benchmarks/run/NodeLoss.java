package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Burst;
import io.shiplog.benchmarks.client.Latencies;
import io.shiplog.benchmarks.client.WatchLines;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills the process of the nodes that are away, as a power cut takes a row of machines, and looks how long it takes
 * until the cluster says so of each, and until as many pods as they had have become Running elsewhere.
 */
final class NodeLoss {

    private static final int IN_FLIGHT = 8;

    private final RunContext run;
    private final Set<String> away = Collections.synchronizedSet(new HashSet<>());
    private final List<Long> noticed = Collections.synchronizedList(new ArrayList<>());

    NodeLoss(RunContext run) {
        this.run = run;
    }

    /** Kills, waits, and puts the figures down. */
    void run() {
        int lost = podsOf(awayNodes());
        if (lost == 0) {
            throw new BenchException("no pod is on the nodes that are away");
        }
        try (WatchLines watch = WatchLines.open(run.client(), "/api/v1/nodes?watch=true", this::event)) {
            int nodes = awayNodes().size();
            run.patience().await("the nodes", () -> away.size() == nodes, () -> away.size() + " are watched");
            run.measurement().loadBegins();
            long killed = System.nanoTime();
            run.cluster().killAway();
            run.patience()
                    .await(
                            lost + " pods Running elsewhere",
                            () -> watch.broken() != null || run.pods().arrived() >= lost,
                            () -> run.pods().arrived() + " are Running, " + noticed.size() + " nodes noticed\n"
                                    + run.cluster().console());
            if (watch.broken() != null) {
                throw new BenchException("nodes are not watched any more: " + watch.broken());
            }
            run.measurement().end();
            figures(killed, lost);
        }
    }

    private List<String> awayNodes() {
        ObjectNode list = ApiClient.done(run.client().list("/api/v1/nodes")).json();
        return Json.objectsAt(list, "items").stream()
                .map(node -> Json.textAt(node, "metadata", "name"))
                .filter(BenchCluster::isAway)
                .toList();
    }

    private int podsOf(List<String> nodes) {
        AtomicInteger found = new AtomicInteger();
        Burst.send(
                nodes.size(),
                IN_FLIGHT,
                i -> run.client()
                        .list("/api/v1/pods?fieldSelector=spec.nodeName%3D" + nodes.get(i - 1))
                        .whenComplete((reply, error) -> {
                            if (reply != null && reply.ok()) {
                                found.addAndGet(
                                        Json.objectsAt(reply.json(), "items").size());
                            }
                        }));
        return found.get();
    }

    private void event(String type, JsonNode node, long receivedNanos) {
        String name = Json.textAt(node, "metadata", "name");
        if (!BenchCluster.isAway(name)) {
            return;
        }
        if (Nodes.isReady(node)) {
            away.add(name);
        } else if (away.remove(name)) {
            noticed.add(receivedNanos);
        }
    }

    private void figures(long killed, int lost) {
        Latencies after = new Latencies();
        synchronized (noticed) {
            noticed.forEach(at -> after.add(at - killed));
        }
        run.measurement().figures().put("loss.nodeNoticed", after);
        run.measurement().figures().put("loss.pods.count", lost);
    }
}
