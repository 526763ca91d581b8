package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.KubeObject;
import java.util.function.ToLongFunction;

/**
 * Pods are driven off their node only when the node itself could not be heard: not by the failover of a component, an
 * outage of the broker, a suspended machine, or a clock that was set.
 */
public final class NobodyEvictedByFailoverOutageOrClockJump implements Invariant {

    /** A node that was silent for so long, for a reason of its own, may lose its pods. */
    private static final long OWN_SILENCE_MILLIS = 1_500;

    private static final String CONTROLLER = "taint-eviction-controller";

    private final ToLongFunction<String> silenceMillis;

    /**
     * Judges by the truth about nodes.
     *
     * @param silenceMillis for how long a node was silent lately, for a reason of its own
     */
    public NobodyEvictedByFailoverOutageOrClockJump(ToLongFunction<String> silenceMillis) {
        this.silenceMillis = silenceMillis;
    }

    @Override
    public void changed(Change change) {
        KubeObject before = change.before();
        KubeObject after = change.after();
        boolean goes = after == null || after.deleting();
        if (before == null || !goes || before.deleting() || before.node().isEmpty()) {
            return;
        }
        long silent = silenceMillis.applyAsLong(before.node());
        if (change.envelope().getController().equals(CONTROLLER) && silent < OWN_SILENCE_MILLIS) {
            fail(before + " was driven off " + before.node() + ", which was silent for " + silent + " ms");
        }
    }
}
