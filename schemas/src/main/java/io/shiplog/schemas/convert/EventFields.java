package io.shiplog.schemas.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Events have two spellings of the same facts: core v1, which is stored, and events.k8s.io/v1. */
final class EventFields {

    /** events.k8s.io/v1 name to core v1 name; all other fields are called the same. */
    private static final Map<String, String> NAMES = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "reportingController", "reportingComponent",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count");

    private EventFields() {}

    static void toCore(ObjectNode event) {
        NAMES.forEach((newer, core) -> rename(event, newer, core));
    }

    static void fromCore(ObjectNode event) {
        NAMES.forEach((newer, core) -> rename(event, core, newer));
    }

    private static void rename(ObjectNode in, String from, String to) {
        JsonNode value = in.remove(from);
        if (value != null) {
            in.set(to, value);
        }
    }
}
