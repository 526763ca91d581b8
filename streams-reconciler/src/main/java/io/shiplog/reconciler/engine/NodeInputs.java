package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.engine.ReconcileEngine.Handler;
import io.shiplog.reconciler.node.NodeEpoch;
import io.shiplog.reconciler.node.NodeHealth;
import io.shiplog.reconciler.node.NodeStatus;
import io.shiplog.reconciler.pod.PodConditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.record.NodeDetails;
import io.shiplog.schemas.record.NodeDetailsChanged;
import io.shiplog.schemas.record.NodeHeard;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.NodeSilent;
import io.shiplog.schemas.record.RegisterNode;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the heartbeat watch says of nodes: they register, change, fall silent, are heard again. Cluster partition only.
 */
final class NodeInputs {

    void register(Map<Class<?>, Handler> handlers) {
        handlers.put(RegisterNode.class, (slice, record) -> register(slice, (RegisterNode) record));
        handlers.put(NodeDetailsChanged.class, (slice, record) -> {
            NodeDetailsChanged changed = (NodeDetailsChanged) record;
            change(slice, changed.getNode(), changed.getEpoch(), node -> {
                NodeDetails details = changed.getDetails();
                if (details != null) {
                    NodeStatus.details(node, details, slice.now());
                }
                NodeStatus.setReady(node, changed.getReady(), changed.getMessage(), slice.now());
            });
        });
        handlers.put(NodeSilent.class, (slice, record) -> {
            NodeSilent verdict = (NodeSilent) record;
            long epoch = verdict.getEpoch() == 0 ? epochOf(slice, verdict) : verdict.getEpoch();
            change(slice, verdict.getNode(), epoch, node -> NodeHealth.markUnknown(node, slice.now()));
        });
        handlers.put(NodeHeard.class, (slice, record) -> {
            NodeHeard verdict = (NodeHeard) record;
            change(slice, verdict.getNode(), verdict.getEpoch(), node -> NodeStatus.heard(node, slice.now()));
        });
    }

    /** The epoch of the run that was never heard; one that nobody has when another has registered since. */
    private static long epochOf(Slice slice, NodeSilent verdict) {
        KubeObject node = slice.state().get(Kinds.NODE.key("", verdict.getNode()));
        boolean its = node != null && node.annotation(NodeEpoch.INSTANCE).equals(verdict.getInstance());
        return its ? NodeEpoch.of(node) : -1;
    }

    private static void change(Slice slice, String name, long epoch, Consumer<ObjectNode> edit) {
        KubeObject node = slice.state().get(Kinds.NODE.key("", name));
        if (node == null || NodeEpoch.of(node) != epoch) {
            return; // said of an earlier registration
        }
        ObjectNode next = node.copy();
        edit.accept(next);
        if (!Json.same(next, node.tree())) {
            if (!PodConditions.status(next, "Ready").equals("Unknown")) {
                NodeStatus.stampHeartbeats(next, slice.now());
            }
            slice.apply(new Admitted(node, KubeObject.of(next, node.version() + 1), false, false), who(slice, name));
        }
    }

    private static Who who(Slice slice, String node) {
        return new Who("system:node:" + node, "", slice.input().coordinates(), "");
    }

    /**
     * Creates or takes over the Node and gives it the next epoch; a name that a live process of another host has is
     * refused.
     */
    private static void register(Slice slice, RegisterNode command) {
        String name = command.getNode();
        KubeObject node = slice.state().get(Kinds.NODE.key("", name));
        if (node != null && takenByAnother(node, command)) {
            answer(
                    slice,
                    command,
                    0,
                    "node name \"" + name + "\" is taken by the live executor \"" + node.annotation(NodeEpoch.HOST)
                            + "\"; give this one another name, or delete the Node");
            return;
        }
        if (node != null && fromAnEarlierRun(node, command)) {
            answer(slice, command, 0, "a later run of this executor has node \"" + name + "\"");
            return;
        }
        if (node != null
                && node.annotation(NodeEpoch.INSTANCE).equals(command.getInstance())
                && node.annotation(NodeEpoch.HOST).equals(command.getHost())) {
            answer(slice, command, NodeEpoch.of(node), ""); // asked again before the answer came
            return;
        }
        long epoch = Math.max(NodeEpoch.of(node) + 1, slice.now().toEpochMilli());
        ObjectNode next = node == null ? NodeStatus.fresh(name, command.getDetails()) : node.copy();
        ObjectNode metadata = Json.ensure(next, "metadata");
        if (node == null) {
            metadata.put("uid", slice.nextUid());
            metadata.put("creationTimestamp", Times.format(slice.now()));
        }
        ObjectNode annotations = Json.ensure(next, "metadata", "annotations");
        annotations.put(NodeEpoch.EPOCH, Long.toString(epoch));
        annotations.put(NodeEpoch.HOST, command.getHost());
        annotations.put(NodeEpoch.INSTANCE, command.getInstance());
        annotations.put(NodeEpoch.GENERATION, Long.toString(command.getGeneration()));
        NodeStatus.details(next, command.getDetails(), slice.now());
        NodeStatus.ready(next, true, "", slice.now());
        long version = node == null ? 1 : node.version() + 1;
        KubeObject after = KubeObject.of(next, version);
        slice.apply(new Admitted(node, after, false, false), who(slice, name));
        if (node == null) {
            Events.record(
                    slice,
                    Events.about(after, ""),
                    new Events.What(
                            "Normal",
                            "RegisteredNode",
                            "Node " + name + " event: Registered Node " + name + " in Controller",
                            "node-controller",
                            ""),
                    false);
        }
        answer(slice, command, epoch, "");
    }

    private static boolean takenByAnother(KubeObject node, RegisterNode command) {
        String host = node.annotation(NodeEpoch.HOST);
        return !host.isEmpty()
                && !host.equals(command.getHost())
                && PodConditions.status(node.tree(), "Ready").equals("True");
    }

    /**
     * A record of a run that died before it was registered may come after its successor is. Only while that one is
     * alive: an executor that lost its data and its clock is let in again.
     */
    private static boolean fromAnEarlierRun(KubeObject node, RegisterNode command) {
        String generation = node.annotation(NodeEpoch.GENERATION);
        return node.annotation(NodeEpoch.HOST).equals(command.getHost())
                && generation.matches("\\d{1,18}")
                && command.getGeneration() < Long.parseLong(generation)
                && PodConditions.status(node.tree(), "Ready").equals("True");
    }

    private static void answer(Slice slice, RegisterNode command, long epoch, @Nullable String refused) {
        NodeRegistered registered = new NodeRegistered(
                command.getNode(), command.getHost(), command.getInstance(), epoch, refused == null ? "" : refused);
        slice.out(Consequences.command(command.getNode(), "", registered));
    }
}
