package io.shiplog.reconciler.admit.patch;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.openapi.FieldSchemas;
import io.shiplog.schemas.openapi.ListMeta;
import java.util.Set;

/**
 * Merge rules of the served kinds, from their field schemas. A field that the schemas do not know is merged if it is a
 * map
 * and replaced if it is a list, so that what a newer client stored can still be patched.
 */
final class KindMergeSchema implements MergeSchema {

    private final String type;

    private KindMergeSchema(String type) {
        this.type = type;
    }

    static MergeSchema of(Kind kind) {
        return new KindMergeSchema(FieldSchemas.typeOf(kind));
    }

    @Override
    public FieldMerge field(String name) {
        ListMeta meta = FieldSchemas.mergeInfo(type, name);
        MergeSchema inner = new KindMergeSchema(FieldSchemas.fieldType(type, name));
        return meta == null
                ? new FieldMerge(Set.of(), "", inner)
                : new FieldMerge(meta.strategies(), meta.mergeKey(), inner);
    }
}
