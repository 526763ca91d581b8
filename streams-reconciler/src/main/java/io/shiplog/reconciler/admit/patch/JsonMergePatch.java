package io.shiplog.reconciler.admit.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import org.jspecify.annotations.Nullable;

/** application/merge-patch+json (RFC 7396): null deletes, objects merge, everything else replaces. Pure. */
public final class JsonMergePatch {

    private JsonMergePatch() {}

    /** The object after the patch. */
    public static ObjectNode apply(ObjectNode current, ObjectNode patch) {
        ObjectNode out = current.deepCopy();
        merge(out, patch);
        return out;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(entry -> {
            String field = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(field);
            } else if (value instanceof ObjectNode inner) {
                ObjectNode into = target.get(field) instanceof ObjectNode there ? there : target.putObject(field);
                merge(into, inner);
            } else {
                target.set(field, value.deepCopy());
            }
        });
    }

    /**
     * The patch that carries current to modified and deletes what original had and modified has not; what only current
     * has stays. Without an original nothing is deleted.
     */
    public static ObjectNode threeWay(@Nullable ObjectNode original, ObjectNode modified, ObjectNode current) {
        ObjectNode changes = keepOrDropNulls(diff(current, modified), false);
        ObjectNode deletions = keepOrDropNulls(diff(original == null ? Json.object() : original, modified), true);
        return union(deletions, changes);
    }

    /** The merge patch that carries one object to the other exactly. */
    public static ObjectNode diff(ObjectNode from, ObjectNode to) {
        ObjectNode out = Json.object();
        from.properties().forEach(entry -> {
            if (!to.has(entry.getKey())) {
                out.putNull(entry.getKey());
            }
        });
        to.properties().forEach(entry -> {
            JsonNode before = from.get(entry.getKey());
            JsonNode after = entry.getValue();
            if (before instanceof ObjectNode left && after instanceof ObjectNode right) {
                ObjectNode inner = diff(left, right);
                if (!inner.isEmpty()) {
                    out.set(entry.getKey(), inner);
                }
            } else if (!after.equals(before)) {
                out.set(entry.getKey(), after.deepCopy());
            }
        });
        return out;
    }

    private static ObjectNode union(ObjectNode deletions, ObjectNode changes) {
        ObjectNode out = deletions.deepCopy();
        changes.properties().forEach(entry -> {
            if (out.get(entry.getKey()) instanceof ObjectNode left && entry.getValue() instanceof ObjectNode right) {
                out.set(entry.getKey(), union(left, right));
            } else {
                out.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
        return out;
    }

    /**
     * Only the null-valued keys of an object (keep), or all but them. Objects that become empty are dropped; objects
     * that
     * were empty stay among the values. Lists count as values, whatever is in them.
     */
    public static ObjectNode keepOrDropNulls(ObjectNode tree, boolean keep) {
        ObjectNode out = Json.object();
        tree.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                if (keep) {
                    out.putNull(entry.getKey());
                }
            } else if (value instanceof ObjectNode inner && !inner.isEmpty()) {
                ObjectNode part = keepOrDropNulls(inner, keep);
                if (!part.isEmpty()) {
                    out.set(entry.getKey(), part);
                }
            } else if (!keep) {
                out.set(entry.getKey(), value.deepCopy());
            }
        });
        return out;
    }
}
