package io.shiplog.api.proto;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.Set;

/**
 * Request bodies of type application/vnd.kubernetes.protobuf, which kubectl sends since 1.32 for every typed
 * create and has
 * no other form to fall back to. They are only ever read: answers are JSON, which every client takes.
 */
public final class ProtobufBody {

    private static final int MAGIC_LENGTH = 4;

    /** Option kinds of meta/v1 that clients send under the group version of the resource they are about. */
    private static final Set<String> META_KINDS = Set.of("DeleteOptions", "Status");

    private ProtobufBody() {}

    /** True when the body starts with the four bytes {@code k8s\0}. */
    public static boolean isProtobuf(byte[] body) {
        return body.length >= MAGIC_LENGTH && body[0] == 'k' && body[1] == '8' && body[2] == 's' && body[3] == 0;
    }

    /**
     * The object as Kubernetes JSON with kind and apiVersion. Throws StatusException 400 that says what is wrong
     * and where,
     * or which kind is not known.
     */
    public static ObjectNode decode(byte[] body) {
        if (!isProtobuf(body)) {
            throw StatusException.badRequest("provided data does not appear to be a protobuf message: it does not start"
                    + " with the bytes 6b 38 73 00");
        }
        try {
            return unwrap(body);
        } catch (MalformedProtobufException e) {
            throw StatusException.badRequest("unable to decode the protobuf body: " + e.getMessage());
        }
    }

    /** runtime.Unknown: 1 typeMeta {1 apiVersion, 2 kind}, 2 raw, 3 contentEncoding, 4 contentType. */
    private static ObjectNode unwrap(byte[] body) {
        WireReader in = new WireReader(body, MAGIC_LENGTH, body.length);
        String apiVersion = "";
        String kind = "";
        WireReader raw = new WireReader(body, body.length, body.length);
        while (!in.atEnd()) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.LENGTH_DELIMITED)) {
                ObjectNode typeMeta = MessageDecoder.decode("rt.TypeMeta", in.piece());
                apiVersion = Json.textAt(typeMeta, "apiVersion");
                kind = Json.textAt(typeMeta, "kind");
            } else if (tag == (2 << 3 | WireReader.LENGTH_DELIMITED)) {
                raw = in.piece();
            } else {
                in.skip(tag & 7);
            }
        }
        ObjectNode out = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        out.setAll(MessageDecoder.decode(message(apiVersion, kind), raw));
        return out;
    }

    /** "v1" Pod is core.Pod, "rbac.authorization.k8s.io/v1" Role is rbac.v1.Role. */
    private static String message(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        int dot = apiVersion.indexOf('.');
        String section;
        if (META_KINDS.contains(kind)) {
            section = "meta";
        } else if (slash < 0) {
            section = apiVersion.equals("v1") ? MessageShapes.CORE : "?";
        } else {
            String word = apiVersion.substring(0, dot > 0 && dot < slash ? dot : slash);
            section = word + "." + apiVersion.substring(slash + 1);
        }
        String name = section + "." + kind;
        if (MessageShapes.find(name) == null) {
            throw StatusException.badRequest(
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
        }
        return name;
    }
}
