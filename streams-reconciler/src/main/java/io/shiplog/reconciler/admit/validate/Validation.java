package io.shiplog.reconciler.admit.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.FieldError;
import io.shiplog.schemas.object.Kind;
import java.util.List;

/** What Kubernetes refuses, with its own reasons, paths and words. Objects come defaulted and in the stored version. */
public final class Validation {

    private Validation() {}

    /** Everything wrong with a new object; empty = valid. */
    public static List<FieldError> create(Kind kind, ObjectNode tree) {
        return List.of();
    }

    /** Everything wrong with replacing current by next; empty = valid. */
    public static List<FieldError> update(Kind kind, ObjectNode next, ObjectNode current) {
        return List.of();
    }
}
