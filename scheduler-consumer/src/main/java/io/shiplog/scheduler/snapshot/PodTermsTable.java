package io.shiplog.scheduler.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the terms of a pod ready once for all pods of its shape, namespace and (where terms name them) labels. */
final class PodTermsTable {

    /** So many are kept; then the table starts afresh. */
    static final int TERMS_MAX = 20_000;

    private static final PodTerms NONE =
            new PodTerms(null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    private record Key(PodShape shape, String namespace, Map<String, String> labels) {}

    private final Map<Key, PodTerms> known = new HashMap<>();

    PodTerms of(PodInfo pod) {
        PodShape shape = pod.shape();
        if (!shape.looksAtPods()) {
            return NONE;
        }
        Map<String, String> labels = shape.looksAtOwnLabels() ? pod.labels() : Map.of();
        Key key = new Key(shape, pod.namespace(), labels);
        PodTerms found = known.get(key);
        if (found == null) {
            if (known.size() >= TERMS_MAX) {
                known.clear();
            }
            found = PodTerms.of(shape, pod.namespace(), labels);
            known.put(key, found);
        }
        return found;
    }
}
