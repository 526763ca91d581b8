package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A number that is the same for pods with the same spec apart from spec.nodeName, read from the JSON's bytes without
 * building a tree. FNV-1a over 64 bits: with the owner's uid beside it two different specs do not meet by chance.
 */
public final class SpecFingerprint {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private SpecFingerprint() {}

    /** Fingerprint of the spec in a Pod's JSON; that of nothing when it has none. Throws when it is no JSON object. */
    public static long of(byte[] json) {
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean spec = parser.currentName().equals("spec");
                parser.nextToken();
                if (spec && parser.currentToken() == JsonToken.START_OBJECT) {
                    return fields(parser, json);
                }
                parser.skipChildren();
            }
            return OFFSET;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long fields(JsonParser parser, byte[] json) throws IOException {
        long hash = OFFSET;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            boolean counts = !parser.currentName().equals("nodeName");
            JsonToken value = parser.nextToken();
            parser.skipChildren();
            if (value == JsonToken.VALUE_STRING) {
                parser.finishToken();
            }
            int to = (int) parser.currentLocation().getByteOffset();
            for (int i = from; counts && i < to; i++) {
                hash = (hash ^ json[i]) * PRIME;
            }
        }
        return hash;
    }
}
