package io.shiplog.reconciler.controller.disruption;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.value.LabelSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the status of PodDisruptionBudgets: how many of their pods may go now. */
public final class DisruptionController implements Controller {

    @Override
    public String name() {
        return "controllermanager";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        KubeObject object = after == null ? before : after;
        if (object == null) {
            return;
        }
        if (object.kind().equals(Kinds.POD_DISRUPTION_BUDGET.kind())
                && object.key().group().equals(Kinds.POD_DISRUPTION_BUDGET.group())) {
            keys.accept(object.key());
        } else if (object.kind().equals(Kinds.POD.kind()) && counts(before, after)) {
            for (KubeObject budget : view.list(Kinds.POD_DISRUPTION_BUDGET, object.namespace())) {
                LabelSelector selector = selector(budget);
                if (selects(selector, before) || selects(selector, after)) {
                    keys.accept(budget.key());
                }
            }
        }
    }

    /** Does a change of a pod change what is counted? Most reports of nodes do not. */
    private static boolean counts(@Nullable KubeObject before, @Nullable KubeObject after) {
        return before == null
                || after == null
                || before.deleting() != after.deleting()
                || before.pod().ready() != after.pod().ready()
                || !before.ownerUid().equals(after.ownerUid())
                || !before.labels().equals(after.labels());
    }

    private static boolean selects(LabelSelector selector, @Nullable KubeObject pod) {
        return pod != null && selector.matches(pod.labels());
    }

    /** A null selector selects no pod, an empty one all of the namespace. */
    private static LabelSelector selector(KubeObject budget) {
        return LabelSelector.of(Json.at(budget.tree(), "spec", "selector"));
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject budget = view.get(key);
        if (budget == null || budget.deleting()) {
            return List.of();
        }
        LabelSelector selector = selector(budget);
        Map<String, KubeObject> pods = new TreeMap<>();
        for (KubeObject pod : view.list(Kinds.POD, key.namespace())) {
            if (selector.matches(pod.labels())) {
                pods.put(pod.name(), pod);
            }
        }
        BudgetStatus status = BudgetStatus.of(budget.tree(), pods, view, now);
        if (!selector.error().isEmpty()) {
            status = new BudgetStatus(0, 0, 0, status.disrupted(), List.of(), selector.error());
        }
        ObjectNode next = budget.copy();
        status.into(next, now);
        List<Effect> out = new ArrayList<>();
        if (!Json.same(next, budget.tree())) {
            // Only with a change: a budget whose pods come and go would say the same a thousand times.
            tell(budget, status, pods.isEmpty(), out);
            out.add(new Effect.Update(budget, next, true, ""));
        }
        Instant recheck = status.disrupted().recheck();
        if (recheck != null) {
            out.add(new Effect.WakeAt(recheck));
        }
        return out;
    }

    private static void tell(KubeObject budget, BudgetStatus status, boolean noPods, List<Effect> out) {
        if (!status.error().isEmpty()) {
            out.add(new Effect.RecordEvent(
                    budget,
                    "Warning",
                    "CalculateExpectedPodCountFailed",
                    "Failed to calculate the number of expected pods: " + status.error(),
                    true));
        } else if (noPods) {
            out.add(new Effect.RecordEvent(budget, "Normal", "NoPods", "No matching pods found", true));
        } else if (!status.unmanaged().isEmpty()) {
            out.add(new Effect.RecordEvent(
                    budget,
                    "Warning",
                    "UnmanagedPods",
                    "Pods selected by this PodDisruptionBudget were found to be unmanaged. As a result, the status of"
                            + " the PDB cannot be calculated correctly, which may result in undefined behavior. To"
                            + " account for these pods please set \".spec.minAvailable\" field of the PDB to an"
                            + " integer value.",
                    true));
        }
    }
}
