package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.Score;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.HostPort;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.NodeSelection;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodRequests;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.scheduler.snapshot.ResourceIndex;
import io.shiplog.scheduler.snapshot.Taint;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.testing.VectorCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** THE table: each kind of scheduling vector names one pure function. */
final class VectorKinds {

    private static final Map<String, VectorCase> NODES = Map.ofEntries(
            Map.entry("fit-filter", VectorKinds::fit),
            Map.entry("score:LeastAllocated", VectorKinds::fitScore),
            Map.entry("score:MostAllocated", VectorKinds::fitScore),
            Map.entry("score:RequestedToCapacityRatio", VectorKinds::fitScore),
            Map.entry(
                    "score:BalancedAllocation",
                    c -> scores(c, s -> new NodeResourcesBalancedAllocation(s.resources(), List.of("cpu", "memory")))),
            Map.entry("broken-linear", VectorKinds::brokenLinear),
            Map.entry("request-with-defaults", VectorKinds::requestWithDefaults),
            Map.entry("nonzero-request", VectorKinds::nonzeroRequest),
            Map.entry("normalize-score", VectorKinds::normalize),
            Map.entry("nodeaffinity-filter", c -> filter(c, s -> affinity(c))),
            Map.entry("nodeaffinity-score", c -> scores(c, s -> affinity(c))),
            Map.entry("nodename-filter", c -> filter(c, s -> new NodeName())),
            Map.entry("nodeports-filter", c -> filter(c, s -> new NodePorts())),
            Map.entry("hostport-conflict", VectorKinds::hostPort),
            Map.entry("nodeunschedulable-filter", c -> filter(c, s -> new NodeUnschedulable())),
            Map.entry("taint-filter", VectorKinds::taints),
            Map.entry("taint-score", c -> scores(c, s -> tolerations(c))));

    static final Map<String, VectorCase> ALL = all(List.of(
            NODES, TopologyVectorKinds.ALL, ImageVectorKinds.ALL, QueueVectorKinds.ALL, PreemptionVectorKinds.ALL));

    interface Made<T> {
        T with(ClusterSnapshot snapshot);
    }

    private VectorKinds() {}

    private static Map<String, VectorCase> all(List<Map<String, VectorCase>> tables) {
        Map<String, VectorCase> out = new HashMap<>();
        tables.forEach(out::putAll);
        return out;
    }

    private static NodeAffinity affinity(ObjectNode c) {
        return new NodeAffinity(NodeSelection.ofAffinity(c.get("addedAffinity")));
    }

    private static TaintToleration tolerations(ObjectNode c) {
        return new TaintToleration(Json.flagAt(c, "numericOperators"));
    }

    static void filter(ObjectNode c, Made<Filter> plugin) {
        ClusterSnapshot snapshot = new ClusterSnapshot();
        NodeInfo node = node(snapshot, c);
        check(c, plugin.with(snapshot).filter(new CycleState(), pod(snapshot, c.path("pod"), "new"), node));
    }

    private static void check(ObjectNode c, @Nullable Status status) {
        assertThat(status == null).isEqualTo(Json.flagAt(c, "expect", "fits"));
        if (status != null && c.at("/expect/code").isTextual()) {
            assertThat(status.code().name()).isEqualTo(Json.textAt(c, "expect", "code"));
        }
        if (status != null && c.at("/expect/reasons").isArray()) {
            assertThat(status.reasons()).isEqualTo(Json.textsAt(c, "expect", "reasons"));
        }
    }

    private static void taints(ObjectNode c) {
        filter(c, s -> tolerations(c));
        if (c.at("/expect/firstUntoleratedTaint") instanceof ObjectNode taint) {
            ClusterSnapshot snapshot = new ClusterSnapshot();
            PodInfo pod = pod(snapshot, c.path("pod"), "new");
            Taint found = tolerations(c).firstUntolerated(pod, node(snapshot, c));
            assertThat(found)
                    .isEqualTo(new Taint(
                            Json.textAt(taint, "key"), Json.textAt(taint, "value"), Json.textAt(taint, "effect")));
        }
    }

    private static void fit(ObjectNode c) {
        ClusterSnapshot snapshot = new ClusterSnapshot();
        NodeInfo node = node(snapshot, c);
        PodInfo pod = pod(snapshot, c.path("pod"), "new");
        List<String> ignored = new ArrayList<>(Json.textsAt(c, "ignoredResources"));
        ignored.addAll(Json.textsAt(c, "ignoredResourceGroups"));
        NodeResourcesFit plugin = new NodeResourcesFit(snapshot.resources(), ScoringStrategy.leastAllocated(), ignored);
        Status status = plugin.filter(new CycleState(), pod, node);
        check(c, status);
        List<NodeResourcesFit.Insufficient> expected = new ArrayList<>();
        for (ObjectNode i : Json.objectsAt(c, "expect", "insufficient")) {
            long requested = Json.longAt(i, 0, "requested");
            long capacity = Json.longAt(i, 0, "capacity");
            String resource = Json.textAt(i, "resource");
            boolean never = requested > capacity && !resource.equals("pods");
            expected.add(new NodeResourcesFit.Insufficient(
                    resource, Json.textAt(i, "reason"), requested, Json.longAt(i, 0, "used"), capacity, never));
        }
        if (c.at("/expect/insufficient").isArray()) {
            assertThat(plugin.insufficient(pod, node)).isEqualTo(expected);
        }
        if (status != null && c.at("/expect/unresolvable").isBoolean()) {
            assertThat(status.unresolvable()).isEqualTo(Json.flagAt(c, "expect", "unresolvable"));
        }
    }

    private static void fitScore(ObjectNode c) {
        ScoringStrategy strategy = new ScoringStrategy(
                ScoringStrategy.Type.valueOf(Json.textAt(c, "strategy", "type")),
                Json.objectsAt(c, "strategy", "resources").stream()
                        .map(r -> new ScoringStrategy.Resource(Json.textAt(r, "name"), Json.longAt(r, 0, "weight")))
                        .toList(),
                points(Json.objectsAt(c, "strategy", "shape")));
        assertThat(strategy.invalidFields()).isEqualTo(Json.textsAt(c, "expect", "invalidConfigFields"));
        if (strategy.invalidFields().isEmpty()) {
            scores(c, s -> new NodeResourcesFit(s.resources(), strategy, List.of()));
        }
    }

    static void scores(ObjectNode c, Made<Score> made) {
        ClusterSnapshot snapshot = new ClusterSnapshot();
        Score plugin = made.with(snapshot);
        List<NodeInfo> nodes = new ArrayList<>();
        for (ObjectNode node : Json.objectsAt(c, "nodes")) {
            snapshot.putNode(node);
        }
        int number = 0;
        for (ObjectNode pod : Json.objectsAt(c, "existingPods")) {
            snapshot.add(pod(snapshot, pod, "existing-" + number++), Json.textAt(pod, "spec", "nodeName"));
        }
        for (int i = 0; i < snapshot.size(); i++) {
            nodes.add(snapshot.node(i));
        }
        PodInfo pod = pod(snapshot, c.path("pod"), "new");
        CycleState state = new CycleState();
        plugin.scores(state, pod, snapshot);
        long[] scores =
                nodes.stream().mapToLong(node -> plugin.score(state, pod, node)).toArray();
        plugin.normalize(scores, scores.length);
        Map<String, Long> found = new HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            found.put(nodes.get(i).name(), scores[i]);
        }
        Map<String, Long> expected = new HashMap<>();
        c.at("/expect/scores")
                .fields()
                .forEachRemaining(e -> expected.put(e.getKey(), e.getValue().asLong()));
        assertThat(found).isEqualTo(expected);
    }

    private static List<BrokenLinear.Point> points(List<ObjectNode> points) {
        return points.stream()
                .map(p -> new BrokenLinear.Point(Json.longAt(p, 0, "utilization"), Json.longAt(p, 0, "score")))
                .toList();
    }

    private static void brokenLinear(ObjectNode c) {
        BrokenLinear curve = new BrokenLinear(points(Json.objectsAt(c, "points")));
        for (ObjectNode expected : Json.objectsAt(c, "expect")) {
            assertThat(curve.at(Json.longAt(expected, 0, "at"))).isEqualTo(Json.longAt(expected, 0, "value"));
        }
    }

    private static void requestWithDefaults(ObjectNode c) {
        String resource = Json.textAt(c, "resource");
        ResourceIndex index = new ResourceIndex();
        int number = index.of(resource);
        long found = ResourceIndex.at(
                PodRequests.total(specAsking(c), index, Json.flagAt(c, "applyScoringDefaults")), number);
        assertThat(found).isEqualTo(Json.longAt(c, -1, "expect"));
    }

    private static void nonzeroRequest(ObjectNode c) {
        long[] found = PodRequests.total(specAsking(c), new ResourceIndex(), true);
        assertThat(found[ResourceIndex.CPU]).isEqualTo(Json.longAt(c, -1, "expect", "cpuMilli"));
        assertThat(found[ResourceIndex.MEMORY]).isEqualTo(Json.longAt(c, -1, "expect", "memoryBytes"));
    }

    private static ObjectNode specAsking(ObjectNode c) {
        ObjectNode spec = Json.object();
        Json.ensure(spec.putArray("containers").addObject(), "resources")
                .set("requests", c.path("requests").deepCopy());
        return spec;
    }

    private static void normalize(ObjectNode c) {
        long[] scores = longs(c.path("scores"));
        Score.proportional(scores, scores.length, Json.flagAt(c, "reverse"));
        assertThat(scores).isEqualTo(longs(c.path("expect")));
    }

    private static long[] longs(JsonNode array) {
        long[] out = new long[array.size()];
        Arrays.setAll(out, i -> array.get(i).asLong());
        return out;
    }

    private static void hostPort(ObjectNode c) {
        List<HostPort> taken =
                Json.objectsAt(c, "taken").stream().map(VectorKinds::port).toList();
        assertThat(port(Json.ensure(c, "check")).conflicts(taken)).isEqualTo(Json.flagAt(c, "expect", "conflict"));
    }

    private static HostPort port(ObjectNode p) {
        return new HostPort(Json.textAt(p, "protocol"), Json.textAt(p, "ip"), (int) Json.longAt(p, 0, "port"));
    }

    /** The node of the case, with its pods, under the name that the case gives it (which may be none). */
    private static NodeInfo node(ClusterSnapshot snapshot, ObjectNode c) {
        ObjectNode node = c.path("node") instanceof ObjectNode given ? given : Json.object();
        String name = Json.textAt(node, "metadata", "name");
        snapshot.putNode(node);
        int number = 0;
        for (ObjectNode pod : Json.objectsAt(c, "podsOnNode")) {
            snapshot.add(pod(snapshot, pod, "on-node-" + number++), name);
        }
        return snapshot.node(0);
    }

    static PodInfo pod(ClusterSnapshot snapshot, JsonNode pod, String uid) {
        JsonNode spec = Json.at(pod, "spec");
        return new PodInfo(
                Kinds.POD.key("default", uid),
                uid,
                Json.textAt(pod, "spec", "nodeName"),
                Json.mapAt(pod, "metadata", "labels"),
                PodShape.of(spec == null ? Json.object() : spec, snapshot.resources()));
    }
}
