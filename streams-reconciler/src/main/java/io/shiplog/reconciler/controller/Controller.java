package io.shiplog.reconciler.controller;

import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ClusterFact;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what should change so that one object comes nearer to what is wanted. Pure and level-triggered: the same key,
 * view and now give the same effects; a doubled or missed wake-up does no harm.
 */
public interface Controller {

    /** Name in records, e.g. deployment-controller; also the component of the events it records. */
    String name();

    /**
     * Which keys to look at after a change. Called once for each applied change.
     *
     * @param before null when the object was created
     * @param after null when the object was removed
     * @param view state after the change
     * @param keys takes the keys to look at; the same key twice counts once
     */
    void wake(@Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys);

    /**
     * Which keys to look at after a broadcast fact (a Node changed, an owner is gone) has been taken in.
     *
     * @param before the Node as it was known, null for other facts and when it was not
     */
    default void wakeOnFact(
            ClusterFact fact, @Nullable KubeObject before, ClusterView view, Consumer<ObjectKey> keys) {}

    /**
     * Looks at one key and says what to do, in order. The object may be gone: look again, do not react. At most
     * {@link #MAX_EFFECTS} effects; a controller with more to do leaves the rest, since its own effects wake it again.
     */
    List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now);

    /** Bound on what one look may return; kube-controller-manager's burstReplicas is the same number. */
    int MAX_EFFECTS = 500;
}
