package io.shiplog.standalone.sim.invariant;

import io.shiplog.executor.pod.Requests;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Of every pod at most one instance runs at any time, wherever; a pod that has a node keeps it; and no pod
 * that restarts
 * for ever ends, unless its node refused it.
 */
public final class NoPodLostOrDoubled implements Invariant {

    private final Map<String, String> running = new HashMap<>();

    @Override
    public void started(String node, String uid, int container, Requests requests) {
        String elsewhere = running.put(uid + "#" + container, node);
        if (elsewhere != null) {
            fail("container " + container + " of pod " + uid + " was started on " + node + " while it runs on "
                    + elsewhere);
        }
    }

    @Override
    public void ended(String node, String uid, int container) {
        running.remove(uid + "#" + container);
    }

    @Override
    public void machineDied(String node) {
        running.values().removeIf(node::equals);
    }

    @Override
    public void changed(Change change) {
        KubeObject before = change.before();
        KubeObject after = change.after();
        if (before == null || after == null || !after.kind().equals(Kinds.POD.kind())) {
            return;
        }
        if (!before.node().isEmpty()
                && before.uid().equals(after.uid())
                && !before.node().equals(after.node())) {
            fail(after + " moved from " + before.node() + " to " + after.node());
        }
        boolean failed =
                after.pod().phase().equals("Failed") && !before.pod().phase().equals("Failed");
        boolean restarts = Json.textAt(after.tree(), "spec", "restartPolicy").equals("Always");
        String reason = Json.textAt(after.tree(), "status", "reason");
        if (failed && restarts && !after.deleting() && !reason.startsWith("OutOf")) {
            fail(after + " failed: " + reason + " " + Json.textAt(after.tree(), "status", "message"));
        }
    }
}
