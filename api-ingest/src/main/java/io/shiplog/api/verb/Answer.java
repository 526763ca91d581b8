package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.List;

/** What a request is answered with. */
public sealed interface Answer {

    /** Content-Type of everything that is JSON. */
    String JSON = "application/json";

    /**
     * An answer that is complete.
     *
     * @param code HTTP status
     * @param warnings texts for Warning headers
     */
    record Whole(int code, String contentType, byte[] body, List<String> warnings) implements Answer {}

    /** A watch. Whoever takes it must close it. */
    record Stream(WatchStream events) implements Answer {}

    /** A JSON document. */
    static Whole json(int code, ObjectNode tree) {
        return new Whole(code, JSON, Json.bytes(tree), List.of());
    }

    /** A refusal: its Status. */
    static Whole refusal(StatusException refusal) {
        return json(refusal.code(), refusal.status());
    }
}
