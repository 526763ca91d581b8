package io.shiplog.reconciler.state;

import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What a controller may read: the objects of its own partition, never stale, and the cluster-scoped facts that were
 * broadcast to it. Every collection has one order, the order of keys, on every machine.
 */
public interface ClusterView {

    /** The object, or null. Objects of other partitions are not here: null is no evidence that they do not exist. */
    @Nullable
    KubeObject get(ObjectKey key);

    /** All objects of a kind in a namespace (empty for cluster-scoped kinds), by name. Not a copy: do not keep it. */
    Collection<KubeObject> list(Kind kind, String namespace);

    /** All objects of a namespace whatever their kind, by key. */
    Collection<KubeObject> listNamespace(String namespace);

    /** Objects of a kind whose controlling owner has this uid (the empty uid: that have none), by key. */
    Collection<KubeObject> controlledBy(String ownerUid, Kind kind);

    /** Objects of any kind that name this uid in an owner reference, by key. */
    Collection<KubeObject> dependents(String ownerUid);

    /** Pods of this partition that are bound to a node, by key. */
    Collection<KubeObject> podsOnNode(String node);

    /**
     * The Node as last broadcast (metadata and spec; status as far as decisions need it), or null when not known here.
     */
    @Nullable
    KubeObject node(String name);

    /** True when the Node of this name is known to have been deleted, and not registered again since. */
    default boolean nodeRemoved(String name) {
        return false;
    }

    /** True when the owner with this uid is known to be gone, from this partition's own objects or a broadcast fact. */
    boolean ownerGone(String uid);

    /** The PriorityClasses as last broadcast, and the system's own, by name. */
    default Collection<PriorityClassFacts> priorityClasses() {
        return PriorityClassFacts.SYSTEM;
    }

    /** One of them, or null when there is none of this name. */
    default @Nullable PriorityClassFacts priorityClass(String name) {
        for (PriorityClassFacts one : priorityClasses()) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }

    /** The partition this view is of; questions to other partitions carry it. */
    default int partition() {
        return 0;
    }

    /** True when objects routed by this key (a namespace, or empty) belong to this partition. */
    boolean owns(String routingKey);
}
