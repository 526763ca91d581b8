package io.shiplog.scheduler.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods that look at others, through the whole scheduler. */
class NeighboursTest {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    private final Cell cell = new Cell();

    @BeforeEach
    void twoZones() {
        cell.fence(7);
        for (int i = 0; i < 4; i++) {
            ObjectNode node = Cell.node("n" + i, "4");
            Json.ensure(node, "metadata", "labels").put("zone", "z" + i / 2).put("kubernetes.io/hostname", "n" + i);
            cell.see(node);
        }
    }

    @Test
    void putsPodsThatKeepAwayFromEachOtherOnDifferentNodesAndSaysWhyTheNextWaits() {
        for (int i = 0; i < 5; i++) {
            cell.see(labelled("a" + i, affinity("podAntiAffinity", "kubernetes.io/hostname", "{}")));
        }
        List<Output> outputs = cell.cycle();
        assertThat(Cell.bindings(outputs).values()).containsExactlyInAnyOrder("n0", "n1", "n2", "n3");
        assertThat(Cell.messages(outputs))
                .containsExactly("0/4 nodes are available: 4 node(s) didn't match pod anti-affinity rules."
                        + " preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod.");
    }

    @Test
    void keepsPodsAwayFromThoseThatDoNotWantThem() {
        cell.see(labelled("a", affinity("podAntiAffinity", "zone", "{}")));
        String zone = zone(Cell.bindings(cell.cycle()).get("a"));
        cell.see(labelled("b", "{}"));
        assertThat(zone(Cell.bindings(cell.cycle()).get("b"))).isNotEqualTo(zone);
    }

    @Test
    void aPodIsTriedAgainOnceItsNeighbourIsPlaced() {
        ObjectNode follower = Cell.pod("follower", "1");
        Json.ensure(follower, "spec").setAll(Json.parse(affinity("podAffinity", "zone", "{}")));
        cell.see(follower);
        assertThat(Cell.messages(cell.cycle()).get(0)).contains("4 node(s) didn't match pod affinity rules");
        cell.see(labelled("leader", "{}"));
        String leader = Cell.bindings(cell.cycle()).get("leader");
        cell.passSeconds(2);
        assertThat(zone(Cell.bindings(cell.cycle()).get("follower"))).isEqualTo(zone(leader));
    }

    @Test
    void aPodIsTriedAgainOnceTheLabelsOfANamespaceSelectIt() {
        ObjectNode leader = labelled("leader", "{}");
        Json.ensure(leader, "metadata").put("namespace", "other");
        Json.ensure(leader, "spec").put("nodeName", "n3");
        cell.see(leader);
        cell.see(Cell.namespace("other", "t0"));
        ObjectNode follower = Cell.pod("follower", "1");
        Json.ensure(follower, "spec")
                .setAll(Json.parse(affinity("podAffinity", "zone", "{\"matchLabels\":{\"team\":\"t1\"}}")));
        cell.see(follower);
        assertThat(Cell.messages(cell.cycle())).hasSize(1);
        cell.see(Cell.namespace("other", "t1"));
        cell.passSeconds(2);
        assertThat(zone(Cell.bindings(cell.cycle()).get("follower"))).isEqualTo("z1");
    }

    @Test
    void followsTheLabelsOfPlacedPods() {
        cell.see(bound("a", "n0", "{}"));
        ObjectNode relabelled = bound("a", "n0", "{}");
        Json.ensure(relabelled, "metadata", "labels").put("app", "db");
        cell.see(relabelled);
        cell.see(labelled("b", affinity("podAntiAffinity", "zone", "{}")));
        cell.see(bound("c", "n3", "{}"));
        assertThat(zone(Cell.bindings(cell.cycle()).get("b"))).isEqualTo("z0");
    }

    @Test
    void spreadsPodsOverZonesAndDoesNotCountThoseThatAreBeingDeleted() {
        String spread = """
                {"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule",
                 "labelSelector":{"matchLabels":{"app":"web"}}}]}
                """;
        for (int i = 0; i < 6; i++) {
            cell.see(labelled("a" + i, spread));
        }
        Map<String, Integer> zones = new HashMap<>();
        Cell.bindings(cell.cycle()).values().forEach(node -> zones.merge(zone(node), 1, Integer::sum));
        assertThat(zones).isEqualTo(Map.of("z0", 3, "z1", 3));
        for (int i = 0; i < 2; i++) {
            ObjectNode leaving = bound("leaving" + i, "n0", "{}");
            cell.see(leaving);
            Json.ensure(leaving, "metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
            cell.see(leaving);
            cell.see(labelled("b" + i, spread));
        }
        assertThat(Cell.bindings(cell.cycle()).values().stream().map(NeighboursTest::zone))
                .containsExactlyInAnyOrder("z0", "z1");
    }

    private static String zone(@Nullable String node) {
        assertThat(node).isNotNull();
        return List.of("n0", "n1").contains(String.valueOf(node)) ? "z0" : "z1";
    }

    private static ObjectNode labelled(String name, String asks) {
        ObjectNode pod = Cell.pod(name, "1");
        Json.ensure(pod, "metadata", "labels").put("app", "web");
        Json.ensure(pod, "spec").setAll(Json.parse(asks));
        return pod;
    }

    private static ObjectNode bound(String name, String node, String asks) {
        ObjectNode pod = labelled(name, asks);
        Json.ensure(pod, "spec").put("nodeName", node);
        return pod;
    }

    /** Of the namespaces selected, or its own. */
    private static String affinity(String which, String key, String namespaceSelector) {
        String namespaces = namespaceSelector.equals("{}") ? "" : ",\"namespaceSelector\":" + namespaceSelector;
        return "{\"affinity\":{\"" + which + "\":{\"" + REQUIRED + "\":[{\"topologyKey\":\"" + key
                + "\",\"labelSelector\":{\"matchLabels\":{\"app\":\"web\"}}" + namespaces + "}]}}}";
    }
}
