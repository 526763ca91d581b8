package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts that cells of several kinds share. */
final class Texts {

    static final String NONE = "<none>";
    static final String UNSET = "<unset>";

    /** A column that lists endpoints, hosts or ports names this many and counts the rest. */
    private static final int LISTED_MAX = 3;

    private Texts() {}

    /** The value, or what stands for an empty one. */
    static String or(String value, String empty) {
        return value.isEmpty() ? empty : value;
    }

    /** Text at a path of any scalar, so that 22 and "22" read alike; empty when absent. */
    static String scalar(JsonNode object, String... path) {
        JsonNode found = Json.at(object, path);
        return found == null ? "" : found.asText();
    }

    /** "True", "False", or {@code <unset>}. */
    static String flag(JsonNode object, String... path) {
        JsonNode found = Json.at(object, path);
        return found == null ? UNSET : found.asBoolean() ? "True" : "False";
    }

    /** Sorted k=v joined with commas, or {@code <none>}. */
    static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? NONE
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .collect(Collectors.joining(","));
    }

    /**
     * Canonical text of a LabelSelector; {@code <none>} when it is missing or empty, {@code <invalid>} when
     * unreadable.
     */
    static String selector(@Nullable JsonNode selector) {
        if (selector == null) {
            return NONE;
        }
        try {
            return or(LabelSelector.of(selector).toString(), NONE);
        } catch (IllegalArgumentException e) {
            return "<invalid>";
        }
    }

    /** The first three joined with commas, then {@code + 2 more...}; or what stands for none. */
    static String listed(List<String> all, String none) {
        if (all.isEmpty()) {
            return none;
        }
        String shown = String.join(",", all.subList(0, Math.min(LISTED_MAX, all.size())));
        return all.size() <= LISTED_MAX ? shown : shown + " + " + (all.size() - LISTED_MAX) + " more...";
    }

    /** "ready/wanted". */
    static String ratio(ObjectNode object) {
        return Json.longAt(object, 0, "status", "readyReplicas") + "/" + Json.longAt(object, 0, "spec", "replicas");
    }

    /** Names (or images) of the containers of a pod spec, without init containers. */
    static String containers(@Nullable JsonNode podSpec, String field) {
        return podSpec == null
                ? ""
                : Json.objectsAt(podSpec, "containers").stream()
                        .map(c -> Json.textAt(c, field))
                        .collect(Collectors.joining(","));
    }

    /** "True", "False", "Unknown" of the condition of this type, or empty. */
    static String condition(ObjectNode object, String type) {
        for (ObjectNode condition : Json.objectsAt(object, "status", "conditions")) {
            if (Json.textAt(condition, "type").equals(type)) {
                return Json.textAt(condition, "status");
            }
        }
        return "";
    }

    /** True when the condition's status is True. */
    static boolean isTrue(ObjectNode object, String type) {
        return condition(object, type).equals("True");
    }

    static boolean deleting(ObjectNode object) {
        return Json.at(object, "metadata", "deletionTimestamp") != null;
    }
}
