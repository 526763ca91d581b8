package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.testing.VectorCase;
import io.shiplog.schemas.testing.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TaintsAndNodeSelectorsTest {

    private static final Map<String, VectorCase> KINDS = Map.of(
            "toleration-tolerates-taint",
            c -> expects(c, Taints.tolerates(object(c, "toleration"), object(c, "taint"))),
            "numeric-taint-compare",
            c -> expects(
                    c,
                    Taints.compareNumbers(
                            Json.textAt(c, "taintValue"),
                            Json.textAt(c, "operator"),
                            Json.textAt(c, "tolerationValue"))),
            "taint-format",
            c -> assertThat(Taints.format(object(c, "taint"))).isEqualTo(Json.textAt(c, "expect")),
            "taint-same",
            c -> expects(c, Taints.same(object(c, "a"), object(c, "b"))),
            "all-tolerated",
            TaintsAndNodeSelectorsTest::allTolerated,
            "node-selector-match",
            c -> expects(c, NodeSelectors.matches(c.required("nodeSelector"), labels(c), name(c))),
            "preferred-terms-score",
            c -> assertThat(NodeSelectors.preferredScore(c.required("preferred"), labels(c), name(c)))
                    .isEqualTo(c.required("expect").asLong()),
            "pod-node-match",
            c -> expects(c, NodeSelectors.podMatches(spec(c), labels(c), name(c))),
            "node-requirement-valid",
            TaintsAndNodeSelectorsTest::requirementValid);

    @TestFactory
    Stream<DynamicNode> agreesWithTheVectors() {
        return Vectors.tests(TaintsAndNodeSelectorsTest.class, List.of("taints-and-node-selectors.json"), KINDS);
    }

    private static void expects(ObjectNode c, boolean actual) {
        assertThat(actual).isEqualTo(c.required("expect").asBoolean());
    }

    private static void allTolerated(ObjectNode c) {
        String consider = Json.textAt(c, "consider");
        Set<String> effects = switch (consider) {
            case "all" -> Taints.EFFECTS;
            case "none" -> Set.of();
            default -> Set.of(consider);
        };
        List<ObjectNode> taints = Json.objectsAt(c, "taints");
        expects(c, Taints.firstUntolerated(taints, Json.objectsAt(c, "tolerations"), effects) == null);
    }

    private static void requirementValid(ObjectNode c) {
        ObjectNode term = Json.object();
        term.set("matchExpressions", c.required("requirements"));
        NodeSelector.Term read = NodeSelector.Term.of(term);
        assertThat(read != null).isEqualTo(Json.flagAt(c, "expect", "valid"));
        if (read != null) {
            assertThat(read.labels()).isEqualTo(LabelSelector.parse(Json.textAt(c, "expect", "selector")));
        }
    }

    private static ObjectNode object(ObjectNode c, String field) {
        return (ObjectNode) c.required(field);
    }

    private static JsonNode spec(ObjectNode c) {
        return Objects.requireNonNullElseGet(Json.at(c, "pod", "spec"), Json::object);
    }

    private static Map<String, String> labels(ObjectNode c) {
        return Json.mapAt(c, "node", "metadata", "labels");
    }

    private static String name(ObjectNode c) {
        return Json.textAt(c, "node", "metadata", "name");
    }

    @Test
    void sumsTheWeightsOfMatchingPreferences() {
        JsonNode preferred = Json.parse("{\"p\":["
                        + "{\"weight\":5,\"preference\":{\"matchExpressions\":"
                        + "[{\"key\":\"a\",\"operator\":\"Exists\"}]}},"
                        + "{\"weight\":7,\"preference\":{\"matchFields\":"
                        + "[{\"key\":\"metadata.name\",\"operator\":\"In\",\"values\":[\"n1\"]}]}},"
                        + "{\"weight\":11,\"preference\":{}}]}")
                .get("p");
        assertThat(NodeSelectors.preferredScore(preferred, Map.of("a", ""), "n1"))
                .isEqualTo(12);
        assertThat(NodeSelectors.preferredScore(preferred, Map.of(), "n2")).isZero();
        assertThat(NodeSelectors.preferredScore(null, Map.of(), "n2")).isZero();
    }
}
