package io.shiplog.api.proto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.api.proto.MessageShapes.Field;
import io.shiplog.api.proto.MessageShapes.Shape;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Turns one protobuf message into Kubernetes JSON. What Go's JSON leaves out is left out: the Go encoder writes
 * zeros and
 * empty messages for everything that is no pointer, e.g. {@code restartPolicy: ""}. Unknown fields are passed over.
 */
final class MessageDecoder {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private MessageDecoder() {}

    /** Decodes a message; throws MalformedProtobufException with the path of the field that cannot be read. */
    static ObjectNode decode(String message, WireReader in) {
        ObjectNode out = Json.object();
        read(message, in, out);
        return out;
    }

    private static void read(String message, WireReader in, ObjectNode out) {
        Shape shape = MessageShapes.find(message);
        if (shape == null) {
            throw new IllegalStateException("no such message: " + message);
        }
        while (!in.atEnd()) {
            int tag = in.tag();
            Field field = shape.fields().get(tag >>> 3);
            if (field == null) {
                in.skip(tag & 7);
                continue;
            }
            try {
                readField(field, tag & 7, in, out);
            } catch (MalformedProtobufException e) {
                throw e.inside(field.name());
            }
        }
    }

    private static void readField(Field field, int wireType, WireReader in, ObjectNode out) {
        if (field.inlined()) {
            read(field.message(), delimited(wireType, in), out);
        } else if (field.map()) {
            readEntry(field, delimited(wireType, in), Json.ensure(out, field.name()));
        } else if (field.repeated()) {
            ArrayNode array = out.get(field.name()) instanceof ArrayNode known ? known : out.putArray(field.name());
            readElements(field, wireType, in, array);
        } else {
            JsonNode value = value(field, wireType, in);
            if (value != null && (field.keepsZero() || !zero(value))) {
                out.set(field.name(), value);
            }
        }
    }

    /** Numbers may come packed: many in one piece. */
    private static void readElements(Field field, int wireType, WireReader in, ArrayNode array) {
        boolean number = field.type().varint();
        if (number && wireType == WireReader.LENGTH_DELIMITED) {
            WireReader packed = in.piece();
            while (!packed.atEnd()) {
                array.add(value(field, WireReader.VARINT, packed));
            }
            return;
        }
        JsonNode value = value(field, wireType, in);
        if (value != null) {
            array.add(value);
        }
    }

    private static void readEntry(Field field, WireReader entry, ObjectNode map) {
        String key = "";
        JsonNode value = null;
        while (!entry.atEnd()) {
            int tag = entry.tag();
            switch (tag >>> 3) {
                case 1 -> key = delimited(tag & 7, entry).text();
                case 2 -> value = value(field, tag & 7, entry);
                default -> entry.skip(tag & 7);
            }
        }
        map.set(key, value == null ? absent(field.type()) : value);
    }

    private static JsonNode absent(MessageShapes.Type type) {
        return type == MessageShapes.Type.MESSAGE ? Json.object() : TextNode.valueOf("");
    }

    /** Null for a time that is not set. */
    private static @Nullable JsonNode value(Field field, int wireType, WireReader in) {
        return switch (field.type()) {
            case FLAG -> BooleanNode.valueOf(varint(wireType, in) != 0);
            case INTEGER -> number(varint(wireType, in));
            case TEXT -> TextNode.valueOf(delimited(wireType, in).text());
            case BYTES ->
                TextNode.valueOf(Base64.getEncoder()
                        .encodeToString(delimited(wireType, in).rest()));
            case TIME -> time(delimited(wireType, in), false);
            case MICRO_TIME -> time(delimited(wireType, in), true);
            case QUANTITY -> TextNode.valueOf(firstText(delimited(wireType, in)));
            case INT_OR_STRING -> intOrString(delimited(wireType, in));
            case JSON -> embedded(delimited(wireType, in));
            case MESSAGE -> extraValue(field, decode(field.message(), delimited(wireType, in)));
        };
    }

    /** A message ExtraValue stands for a plain array of texts in JSON. */
    private static JsonNode extraValue(Field field, ObjectNode value) {
        if (!field.message().endsWith(".ExtraValue")) {
            return value;
        }
        JsonNode items = value.get("items");
        return items == null ? Json.array() : items;
    }

    private static boolean zero(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue().isEmpty();
            case NUMBER -> value.longValue() == 0;
            case BOOLEAN -> !value.booleanValue();
            case OBJECT -> value.isEmpty();
            default -> false;
        };
    }

    private static @Nullable JsonNode time(WireReader in, boolean micros) {
        int start = in.position();
        long seconds = 0;
        long nanos = 0;
        boolean set = false;
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag >>> 3) {
                case 1 -> seconds = varint(tag & 7, in);
                case 2 -> nanos = varint(tag & 7, in);
                default -> in.skip(tag & 7);
            }
            set = true;
        }
        if (!set) {
            return null;
        }
        try {
            Instant instant = Instant.ofEpochSecond(seconds, nanos);
            return TextNode.valueOf(micros ? MICROS.format(instant) : Times.format(instant));
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedProtobufException("time out of range", start);
        }
    }

    private static String firstText(WireReader in) {
        String out = "";
        while (!in.atEnd()) {
            int tag = in.tag();
            if (tag >>> 3 == 1) {
                out = delimited(tag & 7, in).text();
            } else {
                in.skip(tag & 7);
            }
        }
        return out;
    }

    private static JsonNode intOrString(WireReader in) {
        long type = 0;
        long number = 0;
        String text = "";
        while (!in.atEnd()) {
            int tag = in.tag();
            switch (tag >>> 3) {
                case 1 -> type = varint(tag & 7, in);
                case 2 -> number = varint(tag & 7, in);
                case 3 -> text = delimited(tag & 7, in).text();
                default -> in.skip(tag & 7);
            }
        }
        return type == 0 ? number(number) : TextNode.valueOf(text);
    }

    private static JsonNode embedded(WireReader in) {
        int start = in.position();
        String text = firstText(in);
        if (text.isBlank()) {
            return Json.object();
        }
        try {
            return Json.parse(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedProtobufException("embedded JSON cannot be read: " + e.getMessage(), start);
        }
    }

    private static JsonNode number(long value) {
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    private static long varint(int wireType, WireReader in) {
        if (wireType != WireReader.VARINT) {
            throw new MalformedProtobufException("wire type " + wireType + " where a number is due", in.position());
        }
        return in.varint();
    }

    private static WireReader delimited(int wireType, WireReader in) {
        if (wireType != WireReader.LENGTH_DELIMITED) {
            throw new MalformedProtobufException(
                    "wire type " + wireType + " where a text, bytes or a message is due", in.position());
        }
        return in.piece();
    }
}
