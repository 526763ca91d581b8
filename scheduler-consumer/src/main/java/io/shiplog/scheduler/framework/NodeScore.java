package io.shiplog.scheduler.framework;

/**
 * A score that looks at nothing but the shape of the pod and the node, as a plain filter does, and is not normalised:
 * pods that are alike share it until the node changes ({@link
 * io.shiplog.scheduler.snapshot.NodeChanges}).
 */
public interface NodeScore extends Score {

    @Override
    default void normalize(long[] scores, int count) {}
}
