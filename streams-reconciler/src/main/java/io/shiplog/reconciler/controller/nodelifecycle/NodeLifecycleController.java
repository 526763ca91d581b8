package io.shiplog.reconciler.controller.nodelifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a Node's conditions and spec.unschedulable into the taints that keep pods away or drive them off. */
public final class NodeLifecycleController implements Controller {

    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    /** Taints this controller puts and takes away; others on the Node are left alone. */
    private static final List<Rule> RULES = List.of(
            new Rule(NOT_READY, "NoSchedule", "Ready", "False"),
            new Rule(NOT_READY, "NoExecute", "Ready", "False"),
            new Rule(UNREACHABLE, "NoSchedule", "Ready", "Unknown"),
            new Rule(UNREACHABLE, "NoExecute", "Ready", "Unknown"),
            new Rule("node.kubernetes.io/memory-pressure", "NoSchedule", "MemoryPressure", "True"),
            new Rule("node.kubernetes.io/disk-pressure", "NoSchedule", "DiskPressure", "True"),
            new Rule("node.kubernetes.io/pid-pressure", "NoSchedule", "PIDPressure", "True"),
            new Rule("node.kubernetes.io/network-unavailable", "NoSchedule", "NetworkUnavailable", "True"),
            new Rule(UNSCHEDULABLE, "NoSchedule", "", ""));

    private record Rule(String key, String effect, String condition, String status) {
        boolean wanted(ObjectNode node) {
            return condition.isEmpty()
                    ? Json.flagAt(node, "spec", "unschedulable")
                    : PodConditions.status(node, condition).equals(status);
        }

        boolean is(ObjectNode taint) {
            return Json.textAt(taint, "key").equals(key)
                    && Json.textAt(taint, "effect").equals(effect);
        }
    }

    @Override
    public String name() {
        return "node-controller";
    }

    @Override
    public void wake(
            @Nullable KubeObject before, @Nullable KubeObject after, ClusterView view, Consumer<ObjectKey> keys) {
        if (after != null && after.kind().equals(Kinds.NODE.kind())) {
            keys.accept(after.key());
        }
    }

    @Override
    public List<Effect> reconcile(ObjectKey key, ClusterView view, Instant now) {
        KubeObject node = view.get(key);
        if (node == null) {
            return List.of();
        }
        ObjectNode next = node.copy();
        boolean unreachableBefore = has(node.tree(), UNREACHABLE) || has(node.tree(), NOT_READY);
        setTaints(next, now);
        if (Json.same(next, node.tree())) {
            return List.of();
        }
        List<Effect> out = new ArrayList<>();
        out.add(new Effect.Update(node, next, false, "Taint"));
        boolean unreachable = has(next, UNREACHABLE) || has(next, NOT_READY);
        if (unreachable && !unreachableBefore) {
            String message = "Node " + node.name() + " status is now: NodeNotReady";
            out.add(new Effect.RecordEvent(node, "Normal", "NodeNotReady", message, true));
        } else if (unreachableBefore && !unreachable) {
            String message = "Node " + node.name() + " status is now: NodeReady";
            out.add(new Effect.RecordEvent(node, "Normal", "NodeReady", message, true));
        }
        return out;
    }

    private static boolean has(ObjectNode node, String taint) {
        return Json.objectsAt(node, "spec", "taints").stream()
                .anyMatch(t -> Json.textAt(t, "key").equals(taint));
    }

    private static void setTaints(ObjectNode node, Instant now) {
        List<ObjectNode> taints = new ArrayList<>(Json.objectsAt(node, "spec", "taints"));
        for (Rule rule : RULES) {
            boolean there = taints.stream().anyMatch(rule::is);
            if (rule.wanted(node) && !there) {
                ObjectNode taint = Json.object();
                taint.put("key", rule.key()).put("effect", rule.effect());
                if (rule.effect().equals("NoExecute") || rule.condition().isEmpty()) {
                    taint.put("timeAdded", Times.format(now));
                }
                taints.add(taint);
            } else if (there && !rule.wanted(node)) {
                taints.removeIf(rule::is);
            }
        }
        ObjectNode spec = Json.ensure(node, "spec");
        if (taints.isEmpty()) {
            spec.remove("taints");
        } else {
            ArrayNode array = spec.putArray("taints");
            taints.forEach(array::add);
        }
    }
}
