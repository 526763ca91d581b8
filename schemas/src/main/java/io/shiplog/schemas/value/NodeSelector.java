package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes a pod or volume accepts (core/v1 NodeSelector, and a pod's nodeSelector beside it), made once and
 * asked for
 * many nodes. Terms are alternatives, requirements inside a term all hold. Immutable.
 */
public final class NodeSelector {

    private static final String NAME_FIELD = "metadata.name";
    private static final NodeSelector ANY = new NodeSelector(LabelSelector.everything(), null);

    private final LabelSelector labels;
    private final @Nullable List<Term> terms;

    private NodeSelector(LabelSelector labels, @Nullable List<Term> terms) {
        this.labels = labels;
        this.terms = terms;
    }

    /** A nodeSelectorTerms object; null accepts every node, one without (valid) terms none. */
    public static NodeSelector of(@Nullable JsonNode nodeSelector) {
        return nodeSelector == null ? ANY : new NodeSelector(LabelSelector.everything(), terms(nodeSelector));
    }

    /**
     * spec.nodeSelector together with affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution of a
     * pod spec.
     */
    public static NodeSelector ofPod(JsonNode podSpec) {
        Map<String, String> exact = Json.mapAt(podSpec, "nodeSelector");
        JsonNode required =
                Json.at(podSpec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        if (exact.isEmpty() && required == null) {
            return ANY;
        }
        return new NodeSelector(LabelSelector.ofSet(exact), required == null ? null : terms(required));
    }

    /** True when it accepts every node. */
    public boolean acceptsAll() {
        return labels.isEmpty() && terms == null;
    }

    /** True when a node with these labels and this name is accepted. */
    public boolean matches(Map<String, String> nodeLabels, String nodeName) {
        if (!labels.matches(nodeLabels)) {
            return false;
        }
        if (terms == null) {
            return true;
        }
        for (Term term : terms) {
            if (term.matches(nodeLabels, nodeName)) {
                return true;
            }
        }
        return false;
    }

    private static List<Term> terms(JsonNode nodeSelector) {
        List<Term> out = new ArrayList<>();
        for (JsonNode json : Json.objectsAt(nodeSelector, "nodeSelectorTerms")) {
            Term term = Term.of(json);
            if (term != null) {
                out.add(term);
            }
        }
        return List.copyOf(out);
    }

    /** One alternative: requirements on labels (matchExpressions) and on metadata.name (matchFields). */
    record Term(LabelSelector labels, LabelSelector fields) {

        /** Null for a term that never matches: an empty or a malformed one. */
        static @Nullable Term of(JsonNode json) {
            List<LabelRequirement> labels = new ArrayList<>();
            List<LabelRequirement> fields = new ArrayList<>();
            try {
                for (JsonNode expression : Json.objectsAt(json, "matchExpressions")) {
                    labels.add(LabelSelector.expression(expression));
                }
                for (JsonNode field : Json.objectsAt(json, "matchFields")) {
                    fields.add(field(field));
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
            boolean empty = labels.isEmpty() && fields.isEmpty();
            return empty ? null : new Term(LabelSelector.ofRequirements(labels), LabelSelector.ofRequirements(fields));
        }

        /** Fields know only In and NotIn with exactly one value. */
        private static LabelRequirement field(JsonNode json) {
            LabelRequirement out = LabelSelector.expression(json);
            boolean known = switch (out.operator()) {
                case IN, NOT_IN -> out.values().size() == 1;
                default -> false;
            };
            if (!known) {
                throw new IllegalArgumentException("not a valid field selector: " + out);
            }
            return out;
        }

        boolean matches(Map<String, String> nodeLabels, String nodeName) {
            return labels.matches(nodeLabels) && (fields.isEmpty() || fields.matches(Map.of(NAME_FIELD, nodeName)));
        }
    }
}
