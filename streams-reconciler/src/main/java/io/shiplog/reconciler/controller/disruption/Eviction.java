package io.shiplog.reconciler.controller.disruption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.value.LabelSelector;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a POST to pods/eviction may do: the pod goes unless its PodDisruptionBudget has nothing left to give. The budget
 * is asked and charged in the slice in which the pod goes, so two evictions cannot have the same disruption.
 *
 * <p>A pod that serves nobody is let go without asking: one that is Pending, has ended or is going already; one that is
 * not ready and whose budget says AlwaysAllow, or has as many healthy pods as it wants (policy/v1,
 * spec.unhealthyPodEvictionPolicy).
 */
public final class Eviction {

    /** Evicted pods that one budget may have that nobody has seen going. */
    private static final int DISRUPTED_MAX = 2_000;
    /** A client is to come again after so long when the budget has not been counted yet. */
    private static final int RETRY_AFTER_SECONDS = 10;

    private static final String CAUSE = "DisruptionBudget";
    private static final String REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";

    private Eviction() {}

    /**
     * Asks the budgets of a pod's namespace.
     *
     * @return the budget with one disruption less to give, or null when none has to be charged
     * @throws StatusException 429 with the cause DisruptionBudget when the pod may not go now; 500 when several budgets
     *     select it; 403 when the budget's status makes no sense
     */
    public static @Nullable KubeObject charge(KubeObject pod, Collection<KubeObject> budgets, Instant now) {
        if (servesNobody(pod)) {
            return null;
        }
        List<KubeObject> its = budgets.stream()
                .filter(budget -> LabelSelector.of(Json.at(budget.tree(), "spec", "selector"))
                        .matches(pod.labels()))
                .toList();
        if (its.size() > 1) {
            throw StatusException.of(
                    500,
                    "InternalError",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        if (its.isEmpty() || mayGoUnready(pod, its.get(0))) {
            return null;
        }
        KubeObject budget = its.get(0);
        return KubeObject.of(charged(budget, pod.name(), now), budget.version() + 1);
    }

    /** The pod with the condition that says why it goes. One that is going already keeps what it says. */
    public static KubeObject reasoned(KubeObject pod, Instant now) {
        if (pod.deleting()) {
            return pod;
        }
        ObjectNode marked = pod.copy();
        PodConditions.set(marked, "DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting", now);
        return KubeObject.of(marked, pod.version());
    }

    private static boolean servesNobody(KubeObject pod) {
        return pod.deleting() || pod.pod().terminal() || pod.pod().phase().equals("Pending");
    }

    private static boolean mayGoUnready(KubeObject pod, KubeObject budget) {
        if (pod.pod().ready()) {
            return false;
        }
        if (Json.textAt(budget.tree(), "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")) {
            return true;
        }
        long desired = count(budget, "desiredHealthy");
        return desired > 0 && count(budget, "currentHealthy") >= desired;
    }

    private static ObjectNode charged(KubeObject budget, String pod, Instant now) {
        ObjectNode next = budget.copy();
        ObjectNode status = Json.ensure(next, "status");
        if (count(budget, "observedGeneration") < Json.longAt(next, 0, "metadata", "generation")) {
            throw refused("The disruption budget " + budget.name() + " is still being processed by the server.", true);
        }
        long allowed = count(budget, "disruptionsAllowed");
        ObjectNode disrupted = Json.ensure(status, "disruptedPods");
        if (allowed < 0) {
            throw forbidden(budget, "pdb disruptions allowed is negative");
        }
        if (disrupted.size() > DISRUPTED_MAX) {
            throw forbidden(budget, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw refused(why(budget), false);
        }
        status.put("disruptionsAllowed", allowed - 1);
        disrupted.put(pod, Times.format(now));
        if (allowed == 1) {
            exhausted(status, now);
        }
        return next;
    }

    private static void exhausted(ObjectNode status, Instant now) {
        ObjectNode condition = Json.object().put("type", BudgetStatus.ALLOWED).put("status", "False");
        JsonNode observed = status.get("observedGeneration");
        if (observed != null) {
            condition.set("observedGeneration", observed);
        }
        condition
                .put("lastTransitionTime", Times.format(now))
                .put("reason", BudgetStatus.INSUFFICIENT)
                .put("message", "");
        List<ObjectNode> conditions = Conditions.set(Json.objectsAt(status, "conditions"), condition);
        status.putArray("conditions").addAll(conditions);
    }

    private static String why(KubeObject budget) {
        ObjectNode allowed =
                Conditions.get(Json.objectsAt(budget.tree(), "status", "conditions"), BudgetStatus.ALLOWED);
        if (allowed != null
                && Json.textAt(allowed, "status").equals("False")
                && Json.textAt(allowed, "reason").equals(BudgetStatus.SYNC_FAILED)) {
            return "The disruption budget " + budget.name()
                    + " does not allow evicting pods currently because it failed sync: "
                    + Json.textAt(allowed, "message");
        }
        return "The disruption budget " + budget.name() + " needs " + count(budget, "desiredHealthy")
                + " healthy pods and has " + count(budget, "currentHealthy") + " currently";
    }

    private static StatusException refused(String why, boolean soon) {
        StatusException out =
                StatusException.of(429, "TooManyRequests", REFUSED).withCause(CAUSE, why);
        if (soon) {
            Json.ensure(out.status(), "details").put("retryAfterSeconds", RETRY_AFTER_SECONDS);
        }
        return out;
    }

    private static StatusException forbidden(KubeObject budget, String why) {
        return StatusException.forbidden(
                Kinds.POD_DISRUPTION_BUDGET.group(), Kinds.POD_DISRUPTION_BUDGET.plural(), budget.name(), why);
    }

    private static long count(KubeObject budget, String field) {
        return Json.longAt(budget.tree(), 0, "status", field);
    }
}
