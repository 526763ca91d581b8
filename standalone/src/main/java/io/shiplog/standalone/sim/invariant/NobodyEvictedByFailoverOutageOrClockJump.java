package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
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
        if (before != null && after != null && after.kind().equals(Kinds.NODE.kind())) {
            verdict(before, after);
            return;
        }
        boolean goes = after == null || after.deleting();
        if (before == null || !goes || before.deleting() || before.node().isEmpty()) {
            return;
        }
        long silent = silenceMillis.applyAsLong(before.node());
        if (change.envelope().getController().equals(CONTROLLER) && silent < OWN_SILENCE_MILLIS) {
            fail(before + " was driven off " + before.node() + ", which was silent for " + silent + " ms");
        }
    }

    /** Already the verdict has to be right, although pods have some seconds more before it costs them their node. */
    private void verdict(KubeObject before, KubeObject after) {
        boolean lost = ready(after).equals("Unknown") && !ready(before).equals("Unknown");
        long silent = silenceMillis.applyAsLong(after.name());
        if (lost && silent < OWN_SILENCE_MILLIS) {
            fail(after + " was called unreachable; it was silent for " + silent + " ms");
        }
    }

    private static String ready(KubeObject node) {
        return Json.objectsAt(node.tree(), "status", "conditions").stream()
                .filter(condition -> Json.textAt(condition, "type").equals("Ready"))
                .map(condition -> Json.textAt(condition, "status"))
                .findFirst()
                .orElse("");
    }
}
