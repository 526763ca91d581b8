package io.shiplog.schemas.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A label selector. */
public final class LabelSelector {

    private final Map<String, String> wanted;
    private final boolean nothing;

    private LabelSelector(Map<String, String> wanted, boolean nothing) {
        this.wanted = wanted;
        this.nothing = nothing;
    }

    /** Parses the query form; throws IllegalArgumentException. */
    public static LabelSelector parse(String query) {
        Map<String, String> out = new java.util.TreeMap<>();
        for (String term : query.split(",")) {
            int at = term.indexOf('=');
            if (at > 0) {
                out.put(term.substring(0, at), term.substring(at + 1));
            }
        }
        return new LabelSelector(out, false);
    }

    /** From matchLabels and matchExpressions; null matches nothing, the empty one everything. */
    public static LabelSelector of(@Nullable JsonNode json) {
        if (json == null) {
            return new LabelSelector(Map.of(), true);
        }
        return new LabelSelector(io.shiplog.schemas.object.Json.mapAt(json, "matchLabels"), false);
    }

    /** All of these labels with these values. */
    public static LabelSelector ofSet(Map<String, String> labels) {
        return new LabelSelector(labels, false);
    }

    /** True when the labels satisfy every requirement. */
    public boolean matches(Map<String, String> labels) {
        return !nothing && labels.entrySet().containsAll(wanted.entrySet());
    }

    /** True when it matches everything. */
    public boolean isEmpty() {
        return !nothing && wanted.isEmpty();
    }
}
