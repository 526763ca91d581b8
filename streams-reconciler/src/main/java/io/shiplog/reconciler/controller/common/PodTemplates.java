package io.shiplog.reconciler.controller.common;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Uids;
import org.jspecify.annotations.Nullable;

/** Pod templates: compared by meaning, hashed into names, made into pods. */
public final class PodTemplates {

    /** Label that keeps the pods of a Deployment's ReplicaSets apart. */
    public static final String HASH_LABEL = "pod-template-hash";

    private static final int HASH_LENGTH = 10;

    private PodTemplates() {}

    /** True when two templates mean the same, whatever pod-template-hash says. */
    public static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        return Trees.same(withoutHash(a), withoutHash(b));
    }

    /** The template without the pod-template-hash label; the same node when it has none, else a copy. */
    public static @Nullable JsonNode withoutHash(@Nullable JsonNode template) {
        if (template == null || Json.at(template, "metadata", "labels", HASH_LABEL) == null) {
            return template;
        }
        ObjectNode out = ((ObjectNode) template).objectNode();
        out.setAll((ObjectNode) template);
        ObjectNode metadata = ((ObjectNode) template.get("metadata")).deepCopy();
        Json.ensure(metadata, "labels").remove(HASH_LABEL);
        out.set("metadata", metadata);
        return out;
    }

    /** Value of pod-template-hash: 10 characters, the same for templates that differ only in the order of fields. */
    public static String hash(JsonNode template, int collisionCount) {
        JsonNode plain = withoutHash(template);
        return Uids.suffix(Trees.sortedText(plain == null ? template : plain), collisionCount, HASH_LENGTH);
    }

    /**
     * A pod of this template: labels, annotations, finalizers and spec copied, the owner as controller; no name yet.
     */
    public static ObjectNode pod(JsonNode template, Kind ownerKind, KubeObject owner) {
        ObjectNode pod = Json.object().put("kind", "Pod").put("apiVersion", "v1");
        ObjectNode metadata = pod.putObject("metadata");
        for (String field : new String[] {"labels", "annotations", "finalizers"}) {
            JsonNode value = Json.at(template, "metadata", field);
            if (value != null && !value.isEmpty()) {
                metadata.set(field, value.deepCopy());
            }
        }
        metadata.put("namespace", owner.namespace());
        metadata.putArray("ownerReferences").add(Owners.reference(ownerKind, owner));
        JsonNode spec = template.get("spec");
        pod.set("spec", spec == null ? Json.object() : spec.deepCopy());
        return pod;
    }
}
