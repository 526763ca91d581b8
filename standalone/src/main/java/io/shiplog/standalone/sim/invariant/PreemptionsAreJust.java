package io.shiplog.standalone.sim.invariant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.PreemptPods;
import io.shiplog.schemas.record.PreemptedPod;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whoever goes for a more important pod was asked to by name, is less important, had a node, is told why, and goes
 * once; and who is nominated to a node has none yet.
 */
public final class PreemptionsAreJust implements Invariant {

    private static final String REASON = "PreemptionByScheduler";

    private final Function<String, @Nullable SpecificRecord> recordAt;
    private final Set<String> victims = new HashSet<>();

    /**
     * Judges by the commands.
     *
     * @param recordAt the record at coordinates, as causes name it
     */
    public PreemptionsAreJust(Function<String, @Nullable SpecificRecord> recordAt) {
        this.recordAt = recordAt;
    }

    /** How many pods had to go so far. */
    public int count() {
        return victims.size();
    }

    @Override
    public void changed(Change change) {
        KubeObject after = change.after();
        if (after == null || !after.kind().equals(Kinds.POD.kind())) {
            return;
        }
        boolean nominated =
                !Json.textAt(after.tree(), "status", "nominatedNodeName").isEmpty();
        if (nominated && !after.node().isEmpty()) {
            fail(after + " is nominated and placed");
        }
        KubeObject before = change.before();
        if (before != null && !told(before) && told(after)) {
            victim(change, before, after);
        }
    }

    private static boolean told(KubeObject pod) {
        for (ObjectNode condition : Json.objectsAt(pod.tree(), "status", "conditions")) {
            if (Json.textAt(condition, "reason").equals(REASON)) {
                return Json.textAt(condition, "status").equals("True");
            }
        }
        return false;
    }

    private void victim(Change change, KubeObject before, KubeObject after) {
        if (!victims.add(after.uid())) {
            fail(after + " was preempted twice");
        }
        if (before.deleting() || !after.deleting() || before.node().isEmpty()) {
            fail(after + " was preempted from node \"" + before.node() + "\", deleting " + before.deleting() + ", then "
                    + after.deleting());
        }
        PreemptedPod asked = asked(change, after);
        long priority = Json.longAt(after.tree(), 0, "spec", "priority");
        if (asked == null || !asked.getNode().equals(before.node()) || priority >= asked.getPreemptorPriority()) {
            fail(after + " of priority " + priority + " on " + before.node() + " was preempted by " + asked);
        }
    }

    private @Nullable PreemptedPod asked(Change change, KubeObject pod) {
        if (recordAt.apply(change.envelope().getCause()) instanceof PreemptPods command) {
            return command.getVictims().stream()
                    .filter(one -> one.getUid().equals(pod.uid()))
                    .findFirst()
                    .orElse(null);
        }
        return null;
    }
}
