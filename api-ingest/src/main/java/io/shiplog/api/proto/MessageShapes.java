package io.shiplog.api.proto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of the Kubernetes API as {@code protobuf-fields.txt} lists them (its head explains the notation). */
final class MessageShapes {

    static final String CORE = "core";

    private static final String RESOURCE = "protobuf-fields.txt";

    /** What a value is on the wire and in JSON. */
    enum Type {
        TEXT,
        FLAG,
        INTEGER,
        BYTES,
        TIME,
        MICRO_TIME,
        QUANTITY,
        INT_OR_STRING,
        /** A message with embedded JSON in field 1 (RawExtension, FieldsV1). */
        JSON,
        MESSAGE;

        /** True for values whose zero is written out though nobody set it. */
        boolean scalar() {
            return varint() || this == TEXT || this == BYTES;
        }

        /** True for values that are one varint on the wire, many of which may come packed. */
        boolean varint() {
            return this == FLAG || this == INTEGER;
        }
    }

    /**
     * One field.
     *
     * @param keepsZero zero or an empty message says something and stays in the JSON
     * @param inlined the fields of this message belong to the parent in JSON
     * @param map entries of text and a value of this type
     * @param message name of the message for type MESSAGE, else empty
     */
    record Field(
            String name,
            Type type,
            boolean keepsZero,
            boolean inlined,
            boolean map,
            boolean repeated,
            String message) {}

    /** Fields by number. */
    record Shape(Map<Integer, Field> fields) {}

    private static final MessageShapes LOADED = load();

    private final Map<String, Shape> shapes = new HashMap<>();

    private MessageShapes() {}

    /** The shape of "core.Pod" or "apps.v1.Deployment", or null. */
    static @Nullable Shape find(String qualifiedName) {
        return LOADED.shapes.get(qualifiedName);
    }

    /** All names, for tests. */
    static Iterable<String> names() {
        return LOADED.shapes.keySet();
    }

    private static MessageShapes load() {
        MessageShapes out = new MessageShapes();
        try (InputStream in = MessageShapes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + RESOURCE);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String section = CORE;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("[")) {
                    section = line.substring(1, line.length() - 1);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    out.add(section, line.split(" "));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.shapes.replaceAll((name, shape) -> out.resolve(name, shape));
        return out;
    }

    private void add(String section, String[] words) {
        Map<Integer, Field> fields = new HashMap<>();
        int number = 0;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            int equals = word.indexOf('=');
            number = equals < 0 ? number + 1 : Integer.parseInt(word.substring(0, equals));
            fields.put(number, field(word.substring(equals + 1)));
        }
        shapes.put(section + "." + words[0], new Shape(fields));
    }

    /** e.g. replicas!:i, data:{y}, volumeSource&lt;:VolumeSource, finalizers:s*. */
    private static Field field(String word) {
        boolean repeated = word.endsWith("*");
        String plain = repeated ? word.substring(0, word.length() - 1) : word;
        int colon = plain.indexOf(':');
        String name = colon < 0 ? plain : plain.substring(0, colon);
        String type = colon < 0 ? "s" : plain.substring(colon + 1);
        char mark = name.charAt(name.length() - 1);
        boolean marked = mark == '!' || mark == '~' || mark == '<';
        boolean map = type.startsWith("{");
        String value = map ? type.substring(1, type.length() - 1) : type;
        Type found = type(value);
        return new Field(
                marked ? name.substring(0, name.length() - 1) : name,
                found,
                keepsZero(mark, found),
                mark == '<',
                map,
                repeated,
                found == Type.MESSAGE ? value : "");
    }

    private static boolean keepsZero(char mark, Type type) {
        boolean pointer = !type.scalar() && type != Type.TIME && type != Type.MICRO_TIME;
        return mark == '!' || (pointer && mark != '~');
    }

    private static Type type(String word) {
        return switch (word) {
            case "s" -> Type.TEXT;
            case "b" -> Type.FLAG;
            case "i" -> Type.INTEGER;
            case "y" -> Type.BYTES;
            case "time" -> Type.TIME;
            case "micro" -> Type.MICRO_TIME;
            case "quantity" -> Type.QUANTITY;
            case "intstr" -> Type.INT_OR_STRING;
            case "json" -> Type.JSON;
            default -> Type.MESSAGE;
        };
    }

    private Shape resolve(String name, Shape shape) {
        String section = name.substring(0, name.lastIndexOf('.'));
        Map<Integer, Field> out = new HashMap<>();
        shape.fields().forEach((number, field) -> out.put(number, resolved(section, field)));
        return new Shape(Map.copyOf(out));
    }

    private Field resolved(String section, Field field) {
        if (field.type() != Type.MESSAGE) {
            return field;
        }
        for (String candidate :
                new String[] {section + "." + field.message(), CORE + "." + field.message(), field.message()}) {
            if (shapes.containsKey(candidate)) {
                return new Field(
                        field.name(),
                        field.type(),
                        field.keepsZero(),
                        field.inlined(),
                        field.map(),
                        field.repeated(),
                        candidate);
            }
        }
        throw new IllegalStateException(RESOURCE + " names an unknown message: " + field.message());
    }
}
