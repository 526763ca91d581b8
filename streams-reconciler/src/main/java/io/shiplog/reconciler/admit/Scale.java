package io.shiplog.reconciler.admit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import java.util.List;

/** The scale subresource (autoscaling/v1 Scale): spec.replicas of an object under another name. */
public final class Scale {

    private Scale() {}

    /** The Scale of an object, as far as a patch can touch it. */
    public static ObjectNode of(KubeObject object) {
        ObjectNode scale = Json.object();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        scale.putObject("metadata").put("name", object.name()).put("namespace", object.namespace());
        scale.putObject("spec").put("replicas", Json.longAt(object.tree(), 0, "spec", "replicas"));
        return scale;
    }

    /** The object with the replicas that a Scale asks for. Throws 422 when they are no number or negative. */
    public static ObjectNode into(KubeObject object, ObjectNode scale) {
        JsonNode replicas = Json.at(scale, "spec", "replicas");
        long wanted = replicas == null ? 0 : replicas.asLong(-1);
        if ((replicas != null && !replicas.isIntegralNumber()) || wanted < 0) {
            throw StatusException.invalid(
                    "autoscaling",
                    "Scale",
                    object.name(),
                    List.of(FieldError.invalid(
                            "spec.replicas",
                            replicas == null ? "null" : replicas.toString(),
                            "must be greater than or equal to 0")));
        }
        ObjectNode next = object.copy();
        Json.ensure(next, "spec").put("replicas", (int) wanted);
        return next;
    }
}
