package io.shiplog.schemas.object;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shares equal label maps: the pods of one template all have the same labels, so one map serves a hundred thousand of
 * them,
 * and comparing two is mostly a look at their identity.
 */
public final class Labels {

    /** Distinct maps remembered; past it the memory starts anew, which costs sharing and nothing else. */
    private static final int SHARED_MAX = 50_000;

    private static final Map<Map<String, String>, Map<String, String>> SHARED = new ConcurrentHashMap<>();

    private Labels() {}

    /** An equal map that others may hold as well; not to be changed. */
    public static Map<String, String> shared(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return Map.of();
        }
        if (SHARED.size() > SHARED_MAX) {
            SHARED.clear();
        }
        Map<String, String> known = SHARED.putIfAbsent(labels, labels);
        return known == null ? labels : known;
    }
}
