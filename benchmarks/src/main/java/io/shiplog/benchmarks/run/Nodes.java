package io.shiplog.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.benchmarks.Patience;
import io.shiplog.benchmarks.client.ApiClient;
import io.shiplog.benchmarks.client.Burst;
import io.shiplog.benchmarks.cluster.BenchCluster;
import io.shiplog.benchmarks.workload.Step;
import io.shiplog.schemas.object.Json;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The nodes of a fresh cluster: waits for them, gives them the zones and the taints of a workload. */
final class Nodes {

    private static final String PATH = "/api/v1/nodes";
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final int IN_FLIGHT = 32;
    /** A list of thousands of nodes costs the cluster time: so many times what it took is waited before the next. */
    private static final int REST = 4;
    /** But no longer than this: the first list of a cold cluster takes seconds, and the wait would be the figure. */
    private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final ApiClient client;

    Nodes(ApiClient client) {
        this.client = client;
    }

    /** Waits until so many are Ready. */
    void await(int wanted, BenchCluster cluster, Patience patience) {
        patience.await(
                wanted + " Ready nodes", () -> ready() >= wanted, () -> ready() + " are Ready\n" + cluster.console());
    }

    private long ready() {
        long begun = System.nanoTime();
        long ready = all().stream().filter(Nodes::isReady).count();
        Patience.pause(Math.min(REST_NANOS_MAX, REST * (System.nanoTime() - begun)));
        return ready;
    }

    private List<ObjectNode> all() {
        return Json.objectsAt(ApiClient.done(client.list(PATH)).json(), "items");
    }

    /** True when a Node's condition Ready is True. */
    static boolean isReady(JsonNode node) {
        return Json.objectsAt(node, "status", "conditions").stream()
                .anyMatch(c -> Json.textAt(c, "type").equals("Ready")
                        && Json.textAt(c, "status").equals("True"));
    }

    /** Deals the zones of createNodes out in turn, and taints the last so many nodes. */
    void prepare(Step createNodes) {
        List<String> zones = createNodes.texts("zones");
        int tainted = createNodes.count("tainted", 0);
        if (zones.isEmpty() && tainted == 0) {
            return;
        }
        List<String> names = all().stream()
                .map(node -> Json.textAt(node, "metadata", "name"))
                .toList();
        Burst.send(names.size(), IN_FLIGHT, i -> {
            ObjectNode patch = Json.object();
            if (!zones.isEmpty()) {
                Json.ensure(patch, "metadata", "labels").put(ZONE, zones.get(i % zones.size()));
            }
            if (i > names.size() - tainted) {
                Json.ensure(patch, "spec")
                        .putArray("taints")
                        .addObject()
                        .put("key", "bench")
                        .put("value", "kept-free")
                        .put("effect", "NoSchedule");
            }
            return client.patch(PATH + "/" + names.get(i - 1), patch);
        });
    }
}
