package io.shiplog.reconciler.admit.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import org.jspecify.annotations.Nullable;

/** application/strategic-merge-patch+json. Pure; arguments are never changed. */
public final class StrategicMergePatch {

    private StrategicMergePatch() {}

    /** The object after the patch. Throws StatusException (400) for a malformed patch. */
    public static ObjectNode apply(ObjectNode current, ObjectNode patch, Kind kind) {
        return apply(current, patch, KindMergeSchema.of(kind));
    }

    /** As {@link #apply(ObjectNode, ObjectNode, Kind)} for any type. */
    public static ObjectNode apply(ObjectNode current, ObjectNode patch, MergeSchema schema) {
        return new StrategicMerge(true).objects(current.deepCopy(), patch.deepCopy(), schema);
    }

    /**
     * The patch that carries current to modified and deletes what original (the last applied configuration) had and
     * modified has not; what only current has stays.
     */
    public static ObjectNode threeWay(
            @Nullable ObjectNode original, ObjectNode modified, ObjectNode current, Kind kind) {
        return threeWay(original, modified, current, KindMergeSchema.of(kind));
    }

    /** As {@link #threeWay(ObjectNode, ObjectNode, ObjectNode, Kind)} for any type. */
    public static ObjectNode threeWay(
            @Nullable ObjectNode original, ObjectNode modified, ObjectNode current, MergeSchema schema) {
        ObjectNode before = original == null ? Json.object() : original;
        ObjectNode additions =
                new StrategicDiff(StrategicDiff.Part.ADDITIONS).objects(current, modified, schema, false);
        ObjectNode deletions = new StrategicDiff(StrategicDiff.Part.DELETIONS).objects(before, modified, schema, false);
        return new StrategicMerge(false).objects(deletions, additions, schema);
    }

    /** The patch that carries original to modified exactly. */
    public static ObjectNode twoWay(ObjectNode original, ObjectNode modified, Kind kind) {
        return twoWay(original, modified, KindMergeSchema.of(kind));
    }

    /** As {@link #twoWay(ObjectNode, ObjectNode, Kind)} for any type. */
    public static ObjectNode twoWay(ObjectNode original, ObjectNode modified, MergeSchema schema) {
        return new StrategicDiff(StrategicDiff.Part.ALL).objects(original, modified, schema, false);
    }

    /** True when others changed, since original, a field of current that the patch sets to something else. */
    public static boolean conflicts(
            @Nullable ObjectNode original, ObjectNode current, ObjectNode patch, MergeSchema schema) {
        ObjectNode before = original == null ? Json.object() : original;
        return StrategicConflicts.between(twoWay(before, current, schema), patch, schema);
    }
}
