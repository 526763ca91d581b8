package io.shiplog.scheduler.cycle;

import java.util.Set;

/**
 * The pod fits nowhere at present.
 *
 * @param message as kube-scheduler words it
 * @param plugins who refused; empty when there are no nodes at all
 */
public record FitError(String message, Set<String> plugins) implements Outcome {

    /** The message when the cluster has no nodes. */
    public static final String NO_NODES = "no nodes available to schedule pods";
}
