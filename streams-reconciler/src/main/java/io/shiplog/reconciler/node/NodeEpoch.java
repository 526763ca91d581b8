package io.shiplog.reconciler.node;

import io.shiplog.schemas.object.KubeObject;
import org.jspecify.annotations.Nullable;

/** The epoch of a node: given at registration, kept on the Node; reports with an older one are dropped. */
public final class NodeEpoch {

    /** Annotation that carries the epoch. */
    public static final String EPOCH = "shiplog.io/epoch";
    /** Annotation that names the executor process which owns the node. */
    public static final String HOST = "shiplog.io/host";
    /** Annotation that names the run of that process. */
    public static final String INSTANCE = "shiplog.io/instance";
    /** Annotation of a Node: the generation of the run of its executor, larger in each run. */
    public static final String GENERATION = "shiplog.io/generation";

    private NodeEpoch() {}

    /** The epoch, or 0 for a node that is not known (here). */
    public static long of(@Nullable KubeObject node) {
        if (node == null) {
            return 0;
        }
        String text = node.annotation(EPOCH);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
