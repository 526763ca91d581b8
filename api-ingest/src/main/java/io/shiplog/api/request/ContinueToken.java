package io.shiplog.api.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.Base64;

/**
 * Where a list in pages goes on. Opaque to clients.
 *
 * @param offset resourceVersion of the first page, at which all pages are read
 * @param lastKey key of the last object already given; the next page starts after it
 * @param given how many objects have been given
 */
public record ContinueToken(long offset, String lastKey, long given) {

    private static final String FORM = "shiplog/1";

    /** Text for metadata.continue. */
    public String encode() {
        ObjectNode body = Json.object()
                .put("v", FORM)
                .put("rv", offset)
                .put("last", lastKey)
                .put("given", given);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(body));
    }

    /** Reads it back. Throws StatusException 400 when this server did not write it. */
    public static ContinueToken decode(String token) {
        ObjectNode body;
        try {
            body = Json.parse(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        long offset = Json.longAt(body, -1, "rv");
        if (!Json.textAt(body, "v").equals(FORM) || offset < 0) {
            throw invalid();
        }
        return new ContinueToken(offset, Json.textAt(body, "last"), Json.longAt(body, 0, "given"));
    }

    /** 410 for a token whose resourceVersion is below the floor of the history. */
    public static StatusException expired() {
        return StatusException.of(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You must start a new"
                        + " list without the continue parameter.");
    }

    private static StatusException invalid() {
        return StatusException.badRequest("continue key is not valid");
    }
}
