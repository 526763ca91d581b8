package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.NodeSelector.Term;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node selectors and node affinity asked once; who asks for many nodes keeps a {@link NodeSelector}. */
public final class NodeSelectors {

    private NodeSelectors() {}

    /** True when the node satisfies one of the nodeSelectorTerms; null (no selector at all) accepts every node. */
    public static boolean matches(@Nullable JsonNode nodeSelector, Map<String, String> labels, String nodeName) {
        return NodeSelector.of(nodeSelector).matches(labels, nodeName);
    }

    /** True when spec.nodeSelector and the required node affinity of this pod spec both accept the node. */
    public static boolean podMatches(JsonNode podSpec, Map<String, String> labels, String nodeName) {
        return NodeSelector.ofPod(podSpec).matches(labels, nodeName);
    }

    /**
     * Sum of the weights of those terms of preferredDuringSchedulingIgnoredDuringExecution (an array of weight and
     * preference;
     * null is none) that the node satisfies. Empty and malformed preferences count nothing.
     */
    public static long preferredScore(@Nullable JsonNode preferred, Map<String, String> labels, String nodeName) {
        if (preferred == null) {
            return 0;
        }
        long sum = 0;
        for (JsonNode entry : preferred) {
            long weight = Json.longAt(entry, 0, "weight");
            JsonNode preference = Json.at(entry, "preference");
            Term term = weight == 0 || preference == null ? null : Term.of(preference);
            if (term != null && term.matches(labels, nodeName)) {
                sum += weight;
            }
        }
        return sum;
    }
}
