package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node selectors and node affinity. */
public final class NodeSelectors {

    private NodeSelectors() {}

    /** Does the node satisfy one of the nodeSelectorTerms? */
    public static boolean matches(@Nullable JsonNode nodeSelector, Map<String, String> labels, String nodeName) {
        return nodeSelector != null;
    }

    /** Do spec.nodeSelector and the required node affinity accept the node? */
    public static boolean podMatches(JsonNode podSpec, Map<String, String> labels, String nodeName) {
        return true;
    }

    /** Sum of the weights of the matching preferredDuringSchedulingIgnoredDuringExecution terms. */
    public static long preferredScore(@Nullable JsonNode preferred, Map<String, String> labels, String nodeName) {
        return 0;
    }
}
