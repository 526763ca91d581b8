package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.state.PriorityClassFacts;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.Decision;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.StopPod;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a change of an object by rule, whoever made it: a bound pod is commanded to its node, a deleted
 * one is
 * commanded away, and every partition hears of a Node that changed or a cluster-scoped owner that is gone. Pure.
 */
final class Consequences {

    /** Action of a removal that the node has confirmed already: its command needs a tombstone, not a stop. */
    static final String GONE = "Gone";

    private Consequences() {}

    /**
     * The command to a pod's node, or null when the change does not concern it.
     *
     * <p>Example: a pod is bound (RunPod); it is deleted with 30 s grace (StopPod 30); again with 0 and so removed at
     * once (StopPod 0, since containers may still run). The tombstone is written when the executor confirms that it is
     * gone.
     */
    static @Nullable Out nodeCommand(@Nullable KubeObject before, @Nullable KubeObject after, Who who) {
        KubeObject pod = after == null ? before : after;
        if (pod == null || !pod.kind().equals(Kinds.POD.kind()) || pod.node().isEmpty()) {
            return null;
        }
        if (after == null) {
            return who.action().equals(GONE) ? command(pod.node(), pod.uid(), null) : stop(pod, 0, who);
        }
        if (after.deleting()) {
            return toldAlready(before, after) ? null : stop(after, grace(after), who);
        }
        return runsAsItIs(before, after) ? null : run(after, who);
    }

    private static boolean toldAlready(@Nullable KubeObject before, KubeObject after) {
        return before != null && before.deleting() && grace(before) <= grace(after);
    }

    private static boolean runsAsItIs(@Nullable KubeObject before, KubeObject after) {
        return before != null
                && !before.node().isEmpty()
                && Json.same(before.tree().get("spec"), after.tree().get("spec"));
    }

    private static Out run(KubeObject pod, Who who) {
        RunPod run = new RunPod(
                pod.node(),
                pod.namespace(),
                pod.name(),
                pod.uid(),
                pod.version(),
                ByteBuffer.wrap(pod.json()),
                decision(who, "Schedule"));
        return command(pod.node(), pod.uid(), run);
    }

    private static long grace(KubeObject pod) {
        return Json.longAt(pod.tree(), 0, "metadata", "deletionGracePeriodSeconds");
    }

    private static Out stop(KubeObject pod, long grace, Who who) {
        return stop(pod.node(), pod.namespace(), pod.name(), pod.uid(), grace, who);
    }

    /** StopPod under the pod's key. */
    static Out stop(String node, String namespace, String name, String uid, long grace, Who who) {
        return command(node, uid, new StopPod(node, namespace, name, uid, grace, decision(who, "Delete")));
    }

    /** A record (or tombstone) of node-commands under the key node/uid. */
    static Out command(String node, String uid, org.apache.avro.specific.@Nullable SpecificRecord value) {
        int partition = Partitioning.of(node, Topics.NODE_COMMANDS.partitionCount(0));
        return new Out(Topics.NODE_COMMANDS, partition, uid.isEmpty() ? node : node + "/" + uid, value);
    }

    private static Decision decision(Who who, String action) {
        return new Decision(who.action().isEmpty() ? action : who.action(), who.controller(), who.cause());
    }

    /** The fact that every partition must hear of, or null. */
    static @Nullable ClusterFact fact(@Nullable KubeObject before, @Nullable KubeObject after) {
        KubeObject object = after == null ? before : after;
        if (object == null || !object.namespace().isEmpty()) {
            return null;
        }
        if (object.kind().equals(Kinds.NODE.kind())) {
            return nodeFact(before, after);
        }
        if (object.kind().equals(Kinds.PRIORITY_CLASS.kind())
                && object.key().group().equals(Kinds.PRIORITY_CLASS.group())) {
            return priorityClassFact(before, after);
        }
        return after == null && !object.kind().equals(Kinds.NAMESPACE.kind()) ? ownerGone(object) : null;
    }

    private static @Nullable ClusterFact nodeFact(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (after == null) {
            KubeObject gone = Objects.requireNonNull(before);
            return new ClusterFact(
                    0, FactKind.NODE, gone.name(), gone.uid(), gone.version() + 1, true, ByteBuffer.allocate(0));
        }
        ObjectNode slim = slim(after);
        if (before != null && Json.same(slim, slim(before))) {
            return null;
        }
        return new ClusterFact(
                0, FactKind.NODE, after.name(), after.uid(), after.version(), false, ByteBuffer.wrap(Json.bytes(slim)));
    }

    private static @Nullable ClusterFact priorityClassFact(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (after == null) {
            KubeObject gone = Objects.requireNonNull(before);
            return priorityClassFact(gone, gone.version() + 1, true);
        }
        boolean same = before != null && PriorityClassFacts.of(before).equals(PriorityClassFacts.of(after));
        return same ? null : priorityClassFact(after, after.version(), false);
    }

    private static ClusterFact priorityClassFact(KubeObject object, long version, boolean gone) {
        return new ClusterFact(
                0,
                FactKind.PRIORITY_CLASS,
                object.name(),
                object.uid(),
                version,
                gone,
                ByteBuffer.wrap(Json.bytes(PriorityClassFacts.of(object).body())));
    }

    private static ClusterFact ownerGone(KubeObject gone) {
        return new ClusterFact(
                0, FactKind.OWNER_GONE, gone.uid(), gone.uid(), gone.version() + 1, false, ByteBuffer.allocate(0));
    }

    /** What decisions in other partitions need of a Node: identity, labels, annotations, spec, whether it is Ready. */
    static ObjectNode slim(KubeObject node) {
        ObjectNode out = Json.object();
        out.put("kind", node.kind()).put("apiVersion", "v1");
        ObjectNode metadata = out.putObject("metadata");
        JsonNode full = node.tree().path("metadata");
        for (String field : new String[] {"name", "uid", "labels", "annotations", "deletionTimestamp"}) {
            if (full.has(field)) {
                metadata.set(field, full.get(field));
            }
        }
        if (node.tree().has("spec")) {
            out.set("spec", node.tree().get("spec"));
        }
        for (ObjectNode condition : Json.objectsAt(node.tree(), "status", "conditions")) {
            if (Json.textAt(condition, "type").equals("Ready")) {
                out.putObject("status")
                        .putArray("conditions")
                        .addObject()
                        .put("type", "Ready")
                        .put("status", Json.textAt(condition, "status"))
                        .put("lastTransitionTime", Json.textAt(condition, "lastTransitionTime"));
            }
        }
        return out;
    }
}
