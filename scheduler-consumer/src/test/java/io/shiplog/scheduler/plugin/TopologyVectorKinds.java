package io.shiplog.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.scheduler.framework.CycleState;
import io.shiplog.scheduler.framework.Filter;
import io.shiplog.scheduler.framework.PreFilter;
import io.shiplog.scheduler.framework.PreScore;
import io.shiplog.scheduler.framework.Status;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShape;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.testing.VectorCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The kinds of vectors on where pods are: each case is run by the plugin and by the plain one. */
final class TopologyVectorKinds {

    static final Map<String, VectorCase> ALL = Map.of(
            "podaffinity-filter", TopologyVectorKinds::affinityFilter,
            "podaffinity-counts", TopologyVectorKinds::affinityCounts,
            "podaffinity-score", TopologyVectorKinds::affinityScore,
            "spread-filter", TopologyVectorKinds::spreadFilter,
            "spread-counts", TopologyVectorKinds::spreadCounts,
            "spread-constraint-counts", TopologyVectorKinds::spreadConstraintCounts,
            "spread-score", TopologyVectorKinds::spreadScore);

    private TopologyVectorKinds() {}

    private static void affinityFilter(ObjectNode c) {
        for (Filter plugin : List.of(new InterPodAffinity(1), new PlainInterPodAffinity(1))) {
            Map<String, Status> found = filter(c, plugin);
            c.path("expect").fields().forEachRemaining(expected -> {
                Status status = found.get(expected.getKey());
                assertThat(status == null).isEqualTo(Json.flagAt(expected.getValue(), "fits"));
                if (status != null) {
                    assertThat(status.code().name()).isEqualTo(Json.textAt(expected.getValue(), "code"));
                    if (expected.getValue().has("reasons")) {
                        assertThat(status.reasons()).isEqualTo(Json.textsAt(expected.getValue(), "reasons"));
                    }
                }
            });
        }
    }

    private static void spreadFilter(ObjectNode c) {
        for (Filter plugin : List.of(new PodTopologySpread(), new PlainPodTopologySpread())) {
            Map<String, Status> found = filter(c, plugin);
            c.path("expect").fields().forEachRemaining(expected -> {
                Status status = found.get(expected.getKey());
                assertThat(status == null ? "Success" : status.code().name())
                        .isEqualTo(expected.getValue().asText());
            });
        }
    }

    /** Refusals by node. */
    private static Map<String, Status> filter(ObjectNode c, Filter plugin) {
        ClusterSnapshot snapshot = snapshot(c);
        PodInfo pod = pod(snapshot, c.path("pod"), "new");
        CycleState state = new CycleState();
        PreFilter.Result early = ((PreFilter) plugin).preFilter(state, pod, snapshot);
        Map<String, Status> out = new TreeMap<>();
        for (NodeInfo node : nodes(snapshot)) {
            Status status = early.refusal() != null ? early.refusal() : plugin.filter(state, pod, node);
            if (status != null) {
                out.put(node.name(), status);
            }
        }
        return out;
    }

    private static void affinityCounts(ObjectNode c) {
        ClusterSnapshot snapshot = snapshot(c);
        PlainInterPodAffinity plugin = new PlainInterPodAffinity(1);
        plugin.preFilter(new CycleState(), pod(snapshot, c.path("pod"), "new"), snapshot);
        assertThat(plugin.affinity).isEqualTo(counts(c.at("/expect/affinityCounts")));
        assertThat(plugin.antiAffinity).isEqualTo(counts(c.at("/expect/antiAffinityCounts")));
    }

    private static Map<String, Long> counts(JsonNode expected) {
        Map<String, Long> out = new TreeMap<>();
        expected.fields().forEachRemaining(e -> out.put(e.getKey(), e.getValue().asLong()));
        return out;
    }

    private static void spreadCounts(ObjectNode c) {
        List<Map<String, Long>> found = spreads(c);
        List<String> keys = Json.objectsAt(c, "pod", "spec", "topologySpreadConstraints").stream()
                .filter(each -> Json.textAt(each, "whenUnsatisfiable").equals("DoNotSchedule"))
                .map(each -> Json.textAt(each, "topologyKey"))
                .toList();
        Map<String, Long> counts = new TreeMap<>();
        Map<String, Long> min = new TreeMap<>();
        for (int i = 0; i < found.size(); i++) {
            String key = keys.get(i);
            found.get(i).forEach((value, count) -> counts.put(key + "=" + value, count));
            min.put(key, PlainPodTopologySpread.emptiest(found.get(i)));
        }
        assertThat(counts).isEqualTo(counts(c.at("/expect/counts")));
        assertThat(min).isEqualTo(counts(c.at("/expect/minPerKey")));
    }

    private static void spreadConstraintCounts(ObjectNode c) {
        List<Map<String, Long>> found = spreads(c);
        List<ObjectNode> expected = Json.objectsAt(c, "expect", "perConstraint");
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isEqualTo(counts(expected.get(i).path("counts")));
            assertThat(PlainPodTopologySpread.emptiest(found.get(i)))
                    .isEqualTo(Json.longAt(expected.get(i), -1, "min"));
        }
    }

    private static List<Map<String, Long>> spreads(ObjectNode c) {
        ClusterSnapshot snapshot = snapshot(c);
        PlainPodTopologySpread plugin = new PlainPodTopologySpread();
        plugin.preFilter(new CycleState(), pod(snapshot, c.path("pod"), "new"), snapshot);
        return plugin.counts;
    }

    private static void affinityScore(ObjectNode c) {
        long hard = Json.longAt(c, 1, "hardPodAffinityWeight");
        if (Json.flagAt(c, "expect", "invalidSelector")) {
            ClusterSnapshot snapshot = snapshot(c);
            PodInfo pod = pod(snapshot, c.path("pod"), "new");
            assertThat(new InterPodAffinity(hard)
                            .preFilter(new CycleState(), pod, snapshot)
                            .refusal())
                    .isNotNull();
            return;
        }
        for (PreScore plugin : List.of(new InterPodAffinity(hard), new PlainInterPodAffinity(hard))) {
            assertThat(scores(c, plugin, Set.of())).isEqualTo(counts(c.at("/expect/scores")));
        }
    }

    private static void spreadScore(ObjectNode c) {
        Set<String> out = Json.objectsAt(c, "filteredOutNodes").stream()
                .map(node -> Json.textAt(node, "metadata", "name"))
                .collect(Collectors.toSet());
        for (PreScore plugin : List.of(new PodTopologySpread(), new PlainPodTopologySpread())) {
            assertThat(scores(c, plugin, out)).isEqualTo(counts(c.at("/expect/scores")));
        }
    }

    private static Map<String, Long> scores(ObjectNode c, PreScore plugin, Set<String> refused) {
        ClusterSnapshot snapshot = snapshot(c);
        PodInfo pod = pod(snapshot, c.path("pod"), "new");
        List<NodeInfo> feasible = nodes(snapshot).stream()
                .filter(node -> !refused.contains(node.name()))
                .toList();
        CycleState state = new CycleState();
        long[] scores = new long[feasible.size()];
        if (plugin.preScore(state, pod, snapshot, feasible)) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = plugin.score(state, pod, feasible.get(i));
            }
            plugin.normalize(scores, scores.length);
        }
        Map<String, Long> out = new HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            out.put(feasible.get(i).name(), scores[i]);
        }
        return out;
    }

    private static List<NodeInfo> nodes(ClusterSnapshot snapshot) {
        List<NodeInfo> out = new ArrayList<>();
        for (int i = 0; i < snapshot.size(); i++) {
            out.add(snapshot.node(i));
        }
        return out;
    }

    private static ClusterSnapshot snapshot(ObjectNode c) {
        ClusterSnapshot out = new ClusterSnapshot();
        Json.objectsAt(c, "nodes").forEach(out::putNode);
        Json.objectsAt(c, "filteredOutNodes").forEach(out::putNode);
        for (ObjectNode namespace : Json.objectsAt(c, "namespaces")) {
            out.putNamespace(Json.textAt(namespace, "metadata", "name"), Json.mapAt(namespace, "metadata", "labels"));
        }
        int number = 0;
        for (ObjectNode pod : Json.objectsAt(c, "existingPods")) {
            out.add(pod(out, pod, "existing-" + number++), Json.textAt(pod, "spec", "nodeName"));
        }
        return out;
    }

    private static PodInfo pod(ClusterSnapshot snapshot, JsonNode pod, String uid) {
        JsonNode spec = Json.at(pod, "spec");
        return new PodInfo(
                Kinds.POD.key(Json.textAt(pod, "metadata", "namespace"), uid),
                uid,
                Json.textAt(pod, "spec", "nodeName"),
                Json.mapAt(pod, "metadata", "labels"),
                PodShape.of(spec == null ? Json.object() : spec, snapshot.resources()),
                !Json.textAt(pod, "metadata", "deletionTimestamp").isEmpty());
    }
}
