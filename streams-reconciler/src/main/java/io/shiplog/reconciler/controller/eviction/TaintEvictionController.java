package io.shiplog.reconciler.controller.eviction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.Controller;
import io.shiplog.reconciler.controller.Effect;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.reconciler.state.ClusterView;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node's fate means for its pods: NoExecute taints drive them off when their tolerations end, a silent node
 * makes
 * them not ready, a deleted node takes them with it.
 */
public final class TaintEvictionController implements Controller {

    /** A pod whose node was never seen is removed after this, as by Kubernetes' pod garbage collector. */
    private static final long UNKNOWN_NODE_SECONDS = 40;

    @Override
    public String name() {
        return "taint-eviction-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        if (after == null
                || !after.kind().equals(Kinds.POD.kind())
                || after.node().isEmpty()
                || after.deleting()) {
            return;
        }
        boolean bound = before == null || !before.node().equals(after.node());
        KubeObject node = view.node(after.node());
        if (bound || node == null || ill(node)) {
            keys.accept(after.key());
        }
    }

    @Override
    public void wakeOnFact(ClusterFact fact, @Nullable KubeObject before, ClusterView view, Consumer<ObjectKey> keys) {
        if (fact.getFactKind() == FactKind.NODE && fateful(before, view.node(fact.getName()))) {
            view.podsOnNode(fact.getName()).forEach(pod -> keys.accept(pod.key()));
        }
    }

    /** A node that only registers anew, as all do when their executor is started, is no reason to look at its pods. */
    private static boolean fateful(@Nullable KubeObject before, @Nullable KubeObject after) {
        return before == null
                || after == null
                || !before.uid().equals(after.uid())
                || !PodConditions.status(before.tree(), "Ready").equals(PodConditions.status(after.tree(), "Ready"))
                || !EvictionTime.noExecute(taints(before)).equals(EvictionTime.noExecute(taints(after)));
    }

    private static boolean ill(KubeObject node) {
        return !PodConditions.status(node.tree(), "Ready").equals("True")
                || !EvictionTime.noExecute(taints(node)).isEmpty();
    }

    private static List<ObjectNode> taints(KubeObject node) {
        return Json.objectsAt(node.tree(), "spec", "taints");
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject pod = view.get(key);
        if (pod == null || pod.node().isEmpty()) {
            return List.of();
        }
        KubeObject node = view.node(pod.node());
        if (node == null) {
            return withoutNode(pod, view.nodeRemoved(pod.node()), now);
        }
        List<Effect> out = new ArrayList<>();
        List<ObjectNode> noExecute = EvictionTime.noExecute(taints(node));
        if (!pod.deleting() && !pod.pod().terminal() && !noExecute.isEmpty()) {
            long seconds = EvictionTime.seconds(noExecute, Json.objectsAt(pod.tree(), "spec", "tolerations"));
            if (seconds != EvictionTime.FOR_EVER) {
                Instant due = since(pod, noExecute).plusSeconds(seconds);
                if (!due.isAfter(now)) {
                    evict(pod, now, out);
                    return out;
                }
                out.add(new Effect.WakeAt(due));
            }
        }
        readiness(pod, node, now, out);
        return out;
    }

    /** Tolerations count from when the pod and the taint first were together. */
    private static Instant since(KubeObject pod, List<ObjectNode> noExecute) {
        long since = pod.creationMillis();
        for (ObjectNode condition : Json.objectsAt(pod.tree(), "status", "conditions")) {
            if (Json.textAt(condition, "type").equals("PodScheduled")) {
                since = Math.max(since, Times.millis(Json.textAt(condition, "lastTransitionTime")));
            }
        }
        long earliest = Long.MAX_VALUE;
        for (ObjectNode taint : noExecute) {
            earliest = Math.min(earliest, Times.millis(Json.textAt(taint, "timeAdded")));
        }
        return Instant.ofEpochMilli(Math.max(since, earliest));
    }

    private static void evict(KubeObject pod, Instant now, List<Effect> out) {
        ObjectNode next = pod.copy();
        PodConditions.set(
                next,
                "DisruptionTarget",
                "True",
                "DeletionByTaintManager",
                "Taint manager: deleting due to NoExecute taint",
                now);
        out.add(new Effect.RecordEvent(
                pod,
                "Normal",
                "TaintManagerEviction",
                "Marking for deletion Pod " + pod.namespace() + "/" + pod.name(),
                false));
        out.add(new Effect.Update(pod, next, true, "Evict"));
        out.add(new Effect.Delete(pod.key(), pod.uid(), "Background", -1, "Evict"));
    }

    private static List<Effect> withoutNode(KubeObject pod, boolean removed, Instant now) {
        Instant due = Instant.ofEpochMilli(pod.creationMillis()).plusSeconds(UNKNOWN_NODE_SECONDS);
        if (!removed && due.isAfter(now)) {
            return List.of(new Effect.WakeAt(due));
        }
        return List.of(new Effect.Delete(pod.key(), pod.uid(), "Background", 0, "Evict"));
    }

    /** Pods of a node that is not heard are not ready, and are again what their containers are when it is. */
    private static void readiness(KubeObject pod, KubeObject node, Instant now, List<Effect> out) {
        if (pod.pod().terminal()) {
            return;
        }
        boolean lost = PodConditions.status(node.tree(), "Ready").equals("Unknown");
        if (lost && pod.pod().ready()) {
            ObjectNode next = pod.copy();
            PodConditions.set(next, "Ready", "False", "NodeNotReady", "", now);
            out.add(new Effect.RecordEvent(pod, "Warning", "NodeNotReady", "Node is not ready", true));
            out.add(new Effect.Update(pod, next, true, "NodeNotReady"));
        } else if (!lost && !pod.pod().ready() && markedByUs(pod) && containersReady(pod)) {
            ObjectNode next = pod.copy();
            PodConditions.set(next, "Ready", "True", "", "", now);
            out.add(new Effect.Update(pod, next, true, "NodeReady"));
        }
    }

    private static boolean markedByUs(KubeObject pod) {
        return Json.objectsAt(pod.tree(), "status", "conditions").stream()
                .anyMatch(c -> Json.textAt(c, "type").equals("Ready")
                        && Json.textAt(c, "reason").equals("NodeNotReady"));
    }

    private static boolean containersReady(KubeObject pod) {
        return PodConditions.status(pod.tree(), "ContainersReady").equals("True");
    }
}
