package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelSelector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A term of pod affinity or anti-affinity as a spec has it: which pods are meant, and what counts as the same place.
 *
 * @param topologyKey nodes with equal values of this label are one place; nodes without it are none
 * @param selector labels of the pods meant
 * @param namespaces their namespaces; with none and no namespaceSelector it is that of the pod that has the term
 * @param namespaceSelector selects further namespaces; null when there is none
 * @param matchLabelKeys labels that the pods meant must share with the pod that has the term
 * @param mismatchLabelKeys labels in which they must differ from it
 */
public record AffinityTerm(
        String topologyKey,
        LabelSelector selector,
        List<String> namespaces,
        @Nullable LabelSelector namespaceSelector,
        List<String> matchLabelKeys,
        List<String> mismatchLabelKeys) {

    static AffinityTerm of(JsonNode term) {
        JsonNode namespaceSelector = Json.at(term, "namespaceSelector");
        return new AffinityTerm(
                Json.textAt(term, "topologyKey"),
                LabelSelector.of(Json.at(term, "labelSelector")),
                Json.textsAt(term, "namespaces").stream().distinct().sorted().toList(),
                namespaceSelector == null ? null : LabelSelector.of(namespaceSelector),
                List.copyOf(Json.textsAt(term, "matchLabelKeys")),
                List.copyOf(Json.textsAt(term, "mismatchLabelKeys")));
    }

    /** Why it is malformed; empty when it is not. */
    String error() {
        return selector.error().isEmpty() && namespaceSelector != null ? namespaceSelector.error() : selector.error();
    }

    boolean looksAtOwnLabels() {
        return !matchLabelKeys.isEmpty() || !mismatchLabelKeys.isEmpty();
    }

    /** The pods that it means when a pod of this namespace and these labels has it. */
    PodSet.Part of(String namespace, Map<String, String> labels) {
        boolean own = namespaces.isEmpty() && namespaceSelector == null;
        return new PodSet.Part(
                own ? List.of(namespace) : namespaces,
                namespaceSelector == null ? LabelSelector.nothing() : namespaceSelector,
                LabelSelectors.with(selector, matchLabelKeys, mismatchLabelKeys, labels));
    }

    static void write(SnapshotWriter out, AffinityTerm term) throws IOException {
        out.word(term.topologyKey);
        LabelSelectors.write(out, term.selector);
        out.list(term.namespaces, SnapshotWriter::word);
        out.flag(term.namespaceSelector != null);
        if (term.namespaceSelector != null) {
            LabelSelectors.write(out, term.namespaceSelector);
        }
        out.list(term.matchLabelKeys, SnapshotWriter::word);
        out.list(term.mismatchLabelKeys, SnapshotWriter::word);
    }

    static AffinityTerm read(SnapshotReader in) throws IOException {
        return new AffinityTerm(
                in.word(),
                LabelSelectors.read(in),
                List.copyOf(in.list(SnapshotReader::word)),
                in.flag() ? LabelSelectors.read(in) : null,
                List.copyOf(in.list(SnapshotReader::word)),
                List.copyOf(in.list(SnapshotReader::word)));
    }
}
