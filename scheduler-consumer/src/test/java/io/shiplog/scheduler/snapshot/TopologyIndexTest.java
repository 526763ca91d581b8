package io.shiplog.scheduler.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.value.LabelSelector;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyIndexTest {

    private static final String AWAY_FROM_WEB = """
            {"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone",
             "labelSelector":{"matchLabels":{"app":"web"}}}]}}}
            """;

    private final ClusterSnapshot snapshot = new ClusterSnapshot();
    private final TopologyIndex index = snapshot.topology();

    @Test
    void countsNothingWhileNoPodLooksAtOthers() {
        node("n1", "z1");
        snapshot.add(pod("a", "{}"), "n1");
        assertThat(index.size()).isZero();
        assertThat(index.keepingAway(pod("b", "{}"))).isEmpty();
        assertThat(index.scoring(pod("b", "{}"), 1, true)).isEmpty();
    }

    @Test
    void countsATermWhileAPodThatHasItIsPlacedOnAKnownNode() {
        PodInfo first = pod("a", AWAY_FROM_WEB);
        PodInfo second = pod("b", AWAY_FROM_WEB);
        snapshot.add(first, "n1");
        assertThat(index.size()).isZero();
        node("n1", "z1");
        snapshot.add(second, "n1");
        assertThat(index.size()).isOne();
        assertThat(index.keepingAway(pod("c", "{}")).get(0).tally().at(snapshot.node(0)))
                .isEqualTo(2);
        snapshot.remove(first, "n1");
        snapshot.remove(second, "n1");
        assertThat(index.size()).isZero();
        snapshot.add(first, "n1");
        snapshot.removeNode("n1");
        assertThat(index.size()).isZero();
    }

    @Test
    void wishesOfPlacedPodsCountOnlyWhenTheyAreAskedFor() {
        node("n1", "z1");
        String wish = """
                {"affinity":{"podAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":7,
                 "podAffinityTerm":{"topologyKey":"zone","labelSelector":{"matchLabels":{"app":"web"}}}}]}}}
                """;
        snapshot.add(pod("a", wish), "n1");
        assertThat(index.scoring(pod("b", "{}"), 1, true))
                .singleElement()
                .satisfies(tally -> assertThat(tally.weight()).isEqualTo(7));
        assertThat(index.scoring(pod("b", "{}"), 1, false)).isEmpty();
    }

    @Test
    void podsMoveWithTheLabelsOfTheirNode() {
        node("n1", "z1");
        node("n2", "z2");
        snapshot.add(pod("a", "{}"), "n1");
        Tally web = index.pods(web("default"), "zone", 0);
        assertThat(web.at(snapshot.node(0))).isOne();
        assertThat(web.at(snapshot.node(1))).isZero();
        node("n1", "z2");
        assertThat(web.at(snapshot.node(1))).isOne();
        node("n2", "z1");
        assertThat(web.at(snapshot.node(0))).isOne();
        assertThat(web.at(snapshot.node(1))).isZero();
    }

    @Test
    void nodesWithoutTheLabelAreInNoDomain() {
        snapshot.putNode(Json.parse("{\"metadata\":{\"name\":\"n1\"}}"));
        snapshot.add(pod("a", "{}"), "n1");
        Tally web = index.pods(web("default"), "zone", 0);
        assertThat(web.has(snapshot.node(0))).isFalse();
        assertThat(web.total()).isZero();
        assertThat(index.podsByNode(web("default")).at(snapshot.node(0))).isOne();
    }

    @Test
    void dropsWhatNobodyHasAskedForInALongTime() {
        index.pods(web("idle"), "zone", 0);
        for (long i = 0; i <= TopologyIndex.IDLE_MAX; i++) {
            index.pods(web("asked"), "zone", 0);
        }
        assertThat(index.size()).isEqualTo(2);
        index.pods(web("new"), "zone", 0);
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void countsNoMoreSetsThanItMay() {
        for (int i = 0; i < TopologyIndex.SETS_MAX + 10; i++) {
            index.pods(web("ns-" + i), "key-" + i % 3, 0);
        }
        assertThat(index.size()).isEqualTo(TopologyIndex.SETS_MAX);
    }

    private static PodSet web(String namespace) {
        return PodSet.staying(namespace, LabelSelector.ofSet(Map.of("app", "web")));
    }

    private void node(String name, String zone) {
        ObjectNode node = Json.object();
        Json.ensure(node, "metadata").put("name", name);
        Json.ensure(node, "metadata", "labels").put("zone", zone);
        snapshot.putNode(node);
    }

    private PodInfo pod(String name, String spec) {
        return new PodInfo(
                Kinds.POD.key("default", name),
                name,
                "",
                Map.of("app", "web"),
                PodShape.of(Json.parse(spec), snapshot.resources()));
    }
}
