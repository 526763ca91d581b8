package io.shiplog.scheduler.cycle;

import io.shiplog.scheduler.snapshot.NodeInfo;

/** What a scheduling cycle found for one pod. */
public sealed interface Outcome permits Outcome.Placed, FitError {

    /**
     * A node was found.
     *
     * @param node where the pod shall run
     * @param evaluatedNodes how many nodes were looked at
     * @param feasibleNodes how many of them would do
     */
    record Placed(NodeInfo node, int evaluatedNodes, int feasibleNodes) implements Outcome {}
}
