package io.shiplog.scheduler.core;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What preemption wants to know of a pod's status, read from the JSON's bytes without building a tree: they are looked
 * at from their end, where the status stands, so that a pod that nobody has reported on costs next to nothing.
 *
 * @param nominatedNode status.nominatedNodeName, or empty
 * @param startSeconds status.startTime in epoch seconds, or 0
 */
record PodStatusFacts(String nominatedNode, int startSeconds) {

    private static final PodStatusFacts NONE = new PodStatusFacts("", 0);

    /** Inside of a text the quotes would be escaped, and no other field of a Pod has this name and an object in it. */
    private static final byte[] STATUS = "\"status\":{".getBytes(StandardCharsets.UTF_8);

    private static final byte[] START = "\"startTime\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOMINATED = "\"nominatedNodeName\":".getBytes(StandardCharsets.UTF_8);

    static PodStatusFacts of(byte[] json) {
        int at = lastIndexOf(json, STATUS);
        if (at < 0) {
            return NONE;
        }
        int from = at + STATUS.length - 1;
        if (!contains(json, from, START) && !contains(json, from, NOMINATED)) {
            return NONE;
        }
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(json, from, json.length - from)) {
            parser.nextToken();
            return fields(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PodStatusFacts fields(JsonParser parser) throws IOException {
        String nominated = "";
        int start = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && field.equals("nominatedNodeName")) {
                nominated = parser.getText();
            } else if (value == JsonToken.VALUE_STRING && field.equals("startTime")) {
                start = (int) (Times.millis(parser.getText()) / 1000);
            } else {
                parser.skipChildren();
            }
        }
        return nominated.isEmpty() && start == 0 ? NONE : new PodStatusFacts(nominated, start);
    }

    private static int lastIndexOf(byte[] json, byte[] text) {
        int at = json.length - text.length;
        while (at >= 0 && !startsAt(json, at, text)) {
            at--;
        }
        return at;
    }

    private static boolean contains(byte[] json, int from, byte[] text) {
        int at = from;
        while (at <= json.length - text.length && !startsAt(json, at, text)) {
            at++;
        }
        return at <= json.length - text.length;
    }

    private static boolean startsAt(byte[] json, int at, byte[] text) {
        int i = 0;
        while (i < text.length && json[at + i] == text[i]) {
            i++;
        }
        return i == text.length;
    }
}
