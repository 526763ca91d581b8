package io.shiplog.api.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.convert.Conversion;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kind.GroupVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Objects as clients see them: the stored JSON with metadata.resourceVersion put in. */
public final class WireJson {

    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.UTF_8);

    private WireJson() {}

    /** The object in the asked version. The stored version costs one copy of bytes; others are parsed and converted. */
    public static byte[] bytes(Kind kind, GroupVersion as, Stored stored) {
        return isStored(kind, as) ? splice(stored) : Json.bytes(tree(kind, as, stored));
    }

    /** Writes the same; of the stored version not even that copy is made. */
    public static void write(Kind kind, GroupVersion as, Stored stored, OutputStream out) throws IOException {
        if (!isStored(kind, as)) {
            out.write(Json.bytes(tree(kind, as, stored)));
            return;
        }
        byte[] json = stored.object().json();
        int at = stored.offset() < 0 ? -1 : after(json, METADATA);
        if (at < 0) {
            out.write(json);
            return;
        }
        out.write(json, 0, at);
        out.write(field(stored, json, at));
        out.write(json, at, json.length - at);
    }

    /** A tree of its own, in the asked version, which the caller may change. */
    public static ObjectNode tree(Kind kind, GroupVersion as, Stored stored) {
        ObjectNode tree = Json.parse(stored.object().json());
        if (!isStored(kind, as)) {
            tree = Conversion.fromStored(kind, tree, as);
        }
        if (stored.offset() >= 0) {
            Json.ensure(tree, "metadata").put("resourceVersion", Long.toString(stored.offset()));
        }
        return tree;
    }

    /** True when this is the version that the log holds. */
    public static boolean isStored(Kind kind, GroupVersion as) {
        return kind.served().get(0).equals(as);
    }

    /** {@code {"metadata":{"name":"a"}}} becomes {@code {"metadata":{"resourceVersion":"7","name":"a"}}}. */
    static byte[] splice(Stored stored) {
        byte[] json = stored.object().json();
        int at = after(json, METADATA);
        if (stored.offset() < 0 || at < 0) {
            return json;
        }
        byte[] field = field(stored, json, at);
        byte[] out = new byte[json.length + field.length];
        System.arraycopy(json, 0, out, 0, at);
        System.arraycopy(field, 0, out, at, field.length);
        System.arraycopy(json, at, out, at + field.length, json.length - at);
        return out;
    }

    private static byte[] field(Stored stored, byte[] json, int at) {
        String comma = json[at] == '}' ? "" : ",";
        return ("\"resourceVersion\":\"" + stored.offset() + "\"" + comma).getBytes(StandardCharsets.UTF_8);
    }

    /** Index behind the first occurrence, or -1. Stored JSON starts with kind, apiVersion, metadata, so it is near. */
    private static int after(byte[] json, byte[] wanted) {
        for (int i = 0; i + wanted.length < json.length; i++) {
            int k = 0;
            while (k < wanted.length && json[i + k] == wanted[k]) {
                k++;
            }
            if (k == wanted.length) {
                return i + k;
            }
        }
        return -1;
    }
}
