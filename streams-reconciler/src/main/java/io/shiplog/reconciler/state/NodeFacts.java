package io.shiplog.reconciler.state;

import io.shiplog.reconciler.node.NodeEpoch;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ClusterFact;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Nodes that facts tell of. Every partition hears the same of a Node, and those of one process hold, and parse, one
 * object for it instead of one each. A value like any other: what is asked of it depends on the fact alone.
 */
final class NodeFacts {

    private static final Map<String, WeakReference<Known>> KNOWN = new ConcurrentHashMap<>();

    /**
     * One of them. As long as a partition holds it, the others find it.
     *
     * @param body of the fact, for all who keep the fact
     * @param epoch of its registration
     */
    record Known(ByteBuffer body, KubeObject node, long epoch) {}

    private NodeFacts() {}

    /** The Node of a fact that is not a removal. Throws IllegalArgumentException when its body is no object. */
    static Known of(ClusterFact fact) {
        WeakReference<Known> reference = KNOWN.get(fact.getName());
        Known known = reference == null ? null : reference.get();
        if (known == null || known.node.version() != fact.getVersion() || !known.body.equals(fact.getBody())) {
            byte[] json = new byte[fact.getBody().remaining()];
            fact.getBody().duplicate().get(json);
            KubeObject node = KubeObject.of(Json.parse(json), fact.getVersion());
            known = new Known(fact.getBody(), node, NodeEpoch.of(node));
            KNOWN.put(fact.getName(), new WeakReference<>(known));
        }
        return known;
    }
}
