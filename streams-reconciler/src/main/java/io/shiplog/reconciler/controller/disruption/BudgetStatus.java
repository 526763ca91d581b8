package io.shiplog.reconciler.controller.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.value.IntOrPercent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a PodDisruptionBudget allows now.
 *
 * <p>Example: minAvailable 34% of a ReplicaSet of 3: two are needed (rounded up), so with three ready pods one may go.
 *
 * @param expectedPods pods that there shall be
 * @param desiredHealthy so many of them have to be ready
 * @param currentHealthy so many are, those that are going or were evicted not counted
 * @param disrupted the evicted ones
 * @param unmanaged pods of which nobody says how many there shall be
 * @param error why it cannot be told, or empty; then nothing is allowed
 */
record BudgetStatus(
        int expectedPods,
        int desiredHealthy,
        int currentHealthy,
        DisruptedPods disrupted,
        List<String> unmanaged,
        String error) {

    /** The condition of a budget, and two of its reasons. */
    static final String ALLOWED = "DisruptionAllowed";

    static final String INSUFFICIENT = "InsufficientPods";
    static final String SYNC_FAILED = "SyncFailed";

    static BudgetStatus of(ObjectNode budget, Map<String, KubeObject> pods, ClusterView view, Instant now) {
        DisruptedPods disrupted = DisruptedPods.of(budget, pods, now);
        JsonNode least = Json.at(budget, "spec", "minAvailable");
        JsonNode most = Json.at(budget, "spec", "maxUnavailable");
        int expected = pods.size();
        int desired = 0;
        List<String> unmanaged = List.of();
        if (most != null || (least != null && !least.isNumber())) {
            ExpectedPods wanted = ExpectedPods.of(pods.values(), view);
            if (!wanted.error().isEmpty()) {
                return new BudgetStatus(0, 0, 0, disrupted, List.of(), wanted.error());
            }
            unmanaged = wanted.unmanaged();
            expected = wanted.count();
            desired = most == null
                    ? IntOrPercent.scaled(least, expected, true)
                    : Math.max(0, expected - IntOrPercent.scaled(most, expected, true));
        } else if (least != null) {
            desired = least.intValue();
        } else {
            expected = 0;
        }
        int healthy = (int) pods.values().stream()
                .filter(pod -> !pod.deleting()
                        && !disrupted.entries().containsKey(pod.name())
                        && pod.pod().ready())
                .count();
        return new BudgetStatus(expected, desired, healthy, disrupted, unmanaged, "");
    }

    /** A budget without pods allows nothing, so that its first pods are safe before they are counted. */
    int disruptionsAllowed() {
        return expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    }

    /** Writes it into the budget's status. What it does not know of stays; on an error, all but what is allowed. */
    void into(ObjectNode budget, Instant now) {
        ObjectNode status = Json.ensure(budget, "status");
        if (error.isEmpty()) {
            status.set("observedGeneration", Json.ensure(budget, "metadata").path("generation"));
            status.remove("disruptedPods");
            if (!disrupted.entries().isEmpty()) {
                ObjectNode entries = status.putObject("disruptedPods");
                disrupted.entries().forEach(entries::put);
            }
        }
        status.put("disruptionsAllowed", disruptionsAllowed());
        count(status, "currentHealthy", currentHealthy);
        count(status, "desiredHealthy", desiredHealthy);
        count(status, "expectedPods", expectedPods);
        ArrayNode conditions = Json.array();
        conditions.addAll(Conditions.set(Json.objectsAt(status, "conditions"), condition(status, now)));
        status.set("conditions", conditions);
    }

    private void count(ObjectNode status, String field, int value) {
        if (error.isEmpty() || !status.has(field)) {
            status.put(field, value);
        }
    }

    private ObjectNode condition(ObjectNode status, Instant now) {
        boolean allowed = disruptionsAllowed() > 0;
        String reason = allowed ? "SufficientPods" : INSUFFICIENT;
        ObjectNode out = Json.object().put("type", ALLOWED).put("status", allowed ? "True" : "False");
        if (status.path("observedGeneration").isNumber()) {
            out.set("observedGeneration", status.get("observedGeneration"));
        }
        return out.put("lastTransitionTime", Times.format(now))
                .put("reason", error.isEmpty() ? reason : SYNC_FAILED)
                .put("message", error);
    }
}
