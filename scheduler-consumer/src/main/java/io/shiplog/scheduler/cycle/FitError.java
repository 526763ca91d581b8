package io.shiplog.scheduler.cycle;

import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pod fits nowhere at present.
 *
 * @param message as kube-scheduler words it
 * @param plugins who refused; empty when there are no nodes at all
 * @param nominatedNode where it will fit when the victims are gone; empty when nowhere; null when nothing changes
 * @param victims pods that have to go from there, the most important first
 */
public record FitError(
        String message, Set<String> plugins, @Nullable String nominatedNode, List<PodInfo> victims) implements Outcome {

    /** The message when the cluster has no nodes. */
    public static final String NO_NODES = "no nodes available to schedule pods";

    /** One for which nothing can be done. */
    public FitError(String message, Set<String> plugins) {
        this(message, plugins, "", List.of());
    }
}
