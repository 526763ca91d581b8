package io.shiplog.executor.node;

import io.shiplog.executor.node.pressure.NodePressure;
import io.shiplog.executor.pod.PodEvent;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import java.util.List;

/**
 * The machine goes down: its pods end within a grace period, critical ones (system-* priority classes) after all
 * others. Their objects stay, as Failed, so that controllers replace them.
 */
final class NodeShutdown {

    /** The node's Ready condition meanwhile. */
    static final String UNREADY = "node is shutting down";
    /** What pods are told that come too late. */
    static final String REJECTED = "Pod was rejected as the node is shutting down.";

    private static final String REASON = "Terminated";
    private static final String MESSAGE = "Pod was terminated in response to imminent node shutdown.";

    private final long sinceMillis;
    private final long graceMillis;
    private final long criticalGraceMillis;
    private boolean critical;

    NodeShutdown(long sinceMillis, long graceMillis, long criticalGraceMillis) {
        this.sinceMillis = sinceMillis;
        this.graceMillis = graceMillis;
        this.criticalGraceMillis = criticalGraceMillis;
    }

    /** Ends the pods whose turn it is. */
    void step(NodeState node, PodBooks books, long now) {
        for (PodRun pod : List.copyOf(node.pods.values())) {
            if (bound(pod)) {
                books.step(node, pod, true, now);
            }
        }
        end(node, books, false, graceMillis, now);
        boolean turn = now >= sinceMillis + graceMillis
                || node.pods.values().stream().noneMatch(pod -> pod.anyLive() && !critical(pod));
        if (turn || critical) {
            critical = true;
            end(node, books, true, criticalGraceMillis, now);
        }
    }

    private static void end(NodeState node, PodBooks books, boolean ofCritical, long grace, long now) {
        for (PodRun pod : List.copyOf(node.pods.values())) {
            boolean goesOn = pod.state() == PodState.STARTING || pod.state() == PodState.RUNNING;
            if (goesOn && critical(pod) == ofCritical) {
                long own = pod.template().graceSeconds() * 1000;
                pod.end(PodEvent.FAIL, REASON, MESSAGE, now, Math.min(own, grace));
                books.step(node, pod, true, now);
            }
        }
    }

    /**
     * A pod that is deleted while its node goes down has no more time than the others: afterwards nobody ends it.
     * True when it has less time by that.
     */
    boolean bound(PodRun pod) {
        return pod.endBy(sinceMillis + graceMillis + (critical(pod) ? criticalGraceMillis : 0));
    }

    private static boolean critical(PodRun pod) {
        return pod.template().priority() >= NodePressure.CRITICAL_PRIORITY;
    }

    /** When the critical pods end at the latest; {@link Long#MAX_VALUE} once they do. */
    long nextMillis() {
        return critical ? Long.MAX_VALUE : sinceMillis + graceMillis;
    }
}
