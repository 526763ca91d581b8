package io.shiplog.reconciler.admit.patch;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a strategic merge must know of a type: how each of its fields is merged. */
public interface MergeSchema {

    /** How the field of this type is merged, or null when the type does not have it. */
    @Nullable
    FieldMerge field(String name);

    /**
     * How one field is merged.
     *
     * @param strategies of merge, replace, retainKeys; empty = maps merge, lists are replaced
     * @param mergeKey names an element of a merged list of objects; empty for lists of scalars
     * @param inner type of the field's value, of the elements where it is a list
     */
    record FieldMerge(Set<String> strategies, String mergeKey, MergeSchema inner) {
        boolean merges() {
            return strategies.contains("merge");
        }

        boolean replaces() {
            return strategies.contains("replace");
        }

        boolean retainsKeys() {
            return strategies.contains("retainKeys");
        }
    }
}
