package io.shiplog.reconciler.admit.patch;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The object type "item" that the strategic merge vectors use; see their explanation of the schema. */
final class ItemSchema implements MergeSchema {

    private static final Set<String> SCALARS = Set.of("name", "value", "other", "int32", "int64", "float32", "float64");
    private static final Map<String, Set<String>> STRATEGIES = Map.of(
            "mergingList", Set.of("merge"),
            "nonMergingList", Set.of(),
            "mergingIntList", Set.of("merge"),
            "nonMergingIntList", Set.of(),
            "mergeItemPtr", Set.of("merge"),
            "simpleMap", Set.of(),
            "replacingItem", Set.of("replace"),
            "retainKeysMap", Set.of("retainKeys"),
            "retainKeysMergingList", Set.of("merge", "retainKeys"));

    private final boolean onlyName;

    ItemSchema(boolean onlyName) {
        this.onlyName = onlyName;
    }

    @Override
    public @Nullable FieldMerge field(String name) {
        Set<String> strategies = onlyName ? null : STRATEGIES.get(name);
        if (strategies == null) {
            return SCALARS.contains(name) ? new FieldMerge(Set.of(), "", this) : null;
        }
        boolean keyed = strategies.contains("merge") && !name.equals("mergingIntList");
        return new FieldMerge(strategies, keyed ? "name" : "", this);
    }
}
