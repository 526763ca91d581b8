package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Kind;

/** What Kubernetes fills in when a manifest says nothing. */
public final class Defaults {

    private Defaults() {}

    /** Fills in the defaults of the stored version, in place. Twice is the same as once. */
    public static void apply(Kind kind, ObjectNode tree) {}
}
