package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are asked for: spec.nodeSelector, required and preferred node affinity, read once for all nodes.
 *
 * @param nodeSelector labels that must all be there
 * @param required terms of which one must match; null when nothing is required; empty matches no node
 * @param preferred weighted wishes
 */
public record NodeSelection(
        Map<String, String> nodeSelector, @Nullable List<NodeTerm> required, List<Preferred> preferred) {

    /** Asks nothing. */
    public static final NodeSelection NONE = new NodeSelection(Map.of(), null, List.of());

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    /** A wish and its weight (1 to 100). */
    public record Preferred(long weight, NodeTerm term) {}

    /** What a pod's spec asks. */
    public static NodeSelection ofPod(JsonNode spec) {
        return of(Json.mapAt(spec, "nodeSelector"), Json.at(spec, "affinity", "nodeAffinity"));
    }

    /** What a NodeAffinity object asks, e.g. the addedAffinity of the scheduler's configuration. */
    public static NodeSelection ofAffinity(@Nullable JsonNode nodeAffinity) {
        return of(Map.of(), nodeAffinity);
    }

    private static NodeSelection of(Map<String, String> nodeSelector, @Nullable JsonNode affinity) {
        if (affinity == null) {
            return nodeSelector.isEmpty() ? NONE : new NodeSelection(Map.copyOf(nodeSelector), null, List.of());
        }
        JsonNode required = Json.at(affinity, REQUIRED);
        List<NodeTerm> terms = null;
        if (required != null) {
            terms = Json.objectsAt(required, "nodeSelectorTerms").stream()
                    .map(NodeTerm::of)
                    .toList();
        }
        List<Preferred> preferred = new ArrayList<>();
        for (ObjectNode wish : Json.objectsAt(affinity, PREFERRED)) {
            if (Json.at(wish, "preference") instanceof ObjectNode preference) {
                preferred.add(new Preferred(Json.longAt(wish, 0, "weight"), NodeTerm.of(preference)));
            }
        }
        return new NodeSelection(Map.copyOf(nodeSelector), terms, List.copyOf(preferred));
    }

    void write(SnapshotWriter out) throws IOException {
        out.labels(nodeSelector);
        out.flag(required != null);
        if (required != null) {
            out.list(required, NodeTerm::write);
        }
        out.list(preferred, (to, wish) -> {
            to.number(wish.weight);
            NodeTerm.write(to, wish.term);
        });
    }

    static NodeSelection read(SnapshotReader in) throws IOException {
        return new NodeSelection(
                in.labels(),
                in.flag() ? List.copyOf(in.list(NodeTerm::read)) : null,
                List.copyOf(in.list(each -> new Preferred(each.number(), NodeTerm.read(each)))));
    }

    /** True when every node is accepted. */
    public boolean acceptsAll() {
        return nodeSelector.isEmpty() && required == null;
    }

    /** Do nodeSelector and required affinity accept the node? */
    public boolean accepts(Map<String, String> labels, String nodeName) {
        for (Map.Entry<String, String> wanted : nodeSelector.entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        if (required == null) {
            return true;
        }
        for (NodeTerm term : required) {
            if (term.matches(labels, nodeName)) {
                return true;
            }
        }
        return false;
    }

    /** Sum of the weights of the wishes that the node fulfils. */
    public long preferredWeight(Map<String, String> labels, String nodeName) {
        long sum = 0;
        for (Preferred wish : preferred) {
            if (wish.term().matches(labels, nodeName)) {
                sum += wish.weight();
            }
        }
        return sum;
    }

    /**
     * The only nodes that can be accepted when every required term names its node (as the pods of a DaemonSet do), so
     * that
     * thousands of others need not be looked at; null when they cannot be told by name.
     */
    public @Nullable Set<String> onlyNodes() {
        if (required == null || required.isEmpty()) {
            return null;
        }
        Set<String> out = new TreeSet<>();
        for (NodeTerm term : required) {
            String name = term.onlyNode();
            if (name == null) {
                return null;
            }
            out.add(name);
        }
        return out;
    }
}
