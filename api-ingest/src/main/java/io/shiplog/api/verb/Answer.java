package io.shiplog.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

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

    /**
     * A complete answer of status 200 that is large: pieces that follow each other. They belong to whoever takes them.
     */
    record Pieces(String contentType, List<byte[]> pieces) implements Answer {

        /** Bytes of all of them. */
        public long length() {
            return pieces.stream().mapToLong(piece -> piece.length).sum();
        }
    }

    /** A watch. Whoever takes it must close it. */
    record Stream(WatchStream events) implements Answer {}

    /**
     * A stream that another process has: its body is handed on as it comes, its refusals too.
     *
     * @param role whose newest process is asked, e.g. log-aggregator
     * @param path of {@link io.shiplog.schemas.internal.InternalPaths}
     * @param over true when nothing more can come, so that the stream is ended soon even if the other process does not
     */
    record Forward(String role, String path, Map<String, String> query, BooleanSupplier over) implements Answer {}

    /** A JSON document. */
    static Whole json(int code, ObjectNode tree) {
        return new Whole(code, JSON, Json.bytes(tree), List.of());
    }

    /** A refusal: its Status. */
    static Whole refusal(StatusException refusal) {
        return json(refusal.code(), refusal.status());
    }
}
