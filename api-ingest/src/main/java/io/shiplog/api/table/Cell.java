package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** What one column shows of an object at a moment: a text, number or flag. */
@FunctionalInterface
interface Cell {
    JsonNode of(ObjectNode object, Instant now);
}
