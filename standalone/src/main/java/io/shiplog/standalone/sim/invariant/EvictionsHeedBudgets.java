package io.shiplog.standalone.sim.invariant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.value.LabelSelector;
import java.util.List;

/**
 * A healthy pod that is evicted leaves as many healthy ones behind as its PodDisruptionBudget wants: as many as
 * minAvailable says in numbers, else as many as the budget's status asks for.
 */
public final class EvictionsHeedBudgets implements Invariant {

    private static final String REASON = "EvictionByEvictionAPI";

    private final Picture picture;
    private int count;

    /** Judges by what can be seen when the evicted pod begins to go. */
    public EvictionsHeedBudgets(Picture picture) {
        this.picture = picture;
    }

    /** How many healthy pods of a budget were evicted so far. */
    public int count() {
        return count;
    }

    @Override
    public void changed(Change change) {
        KubeObject before = change.before();
        KubeObject after = change.after();
        if (before == null || after == null || !before.kind().equals(Kinds.POD.kind())) {
            return;
        }
        if (!before.deleting() && before.pod().ready() && after.deleting() && evicted(after)) {
            picture.all(Kinds.POD_DISRUPTION_BUDGET).stream()
                    .filter(budget -> budget.namespace().equals(after.namespace()))
                    .filter(budget -> selector(budget).matches(after.labels()))
                    .forEach(budget -> judge(budget, after));
        }
    }

    private void judge(KubeObject budget, KubeObject evicted) {
        count++;
        List<KubeObject> healthy = picture.all(Kinds.POD).stream()
                .filter(pod -> pod.namespace().equals(budget.namespace()))
                .filter(pod -> pod.pod().ready() && !pod.deleting())
                .filter(pod -> selector(budget).matches(pod.labels()))
                .toList();
        JsonNode least = Json.at(budget.tree(), "spec", "minAvailable");
        long wanted = least != null && least.isIntegralNumber()
                ? least.asLong()
                : Json.longAt(budget.tree(), 0, "status", "desiredHealthy");
        if (healthy.size() < wanted) {
            fail(evicted + " was evicted and leaves " + healthy.size() + " healthy pods, where " + budget + " wants "
                    + wanted + ": " + healthy);
        }
    }

    private static LabelSelector selector(KubeObject budget) {
        return LabelSelector.of(Json.at(budget.tree(), "spec", "selector"));
    }

    private static boolean evicted(KubeObject pod) {
        for (ObjectNode condition : Json.objectsAt(pod.tree(), "status", "conditions")) {
            if (Json.textAt(condition, "reason").equals(REASON)) {
                return true;
            }
        }
        return false;
    }
}
