package io.shiplog.reconciler.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.List;

/** What silence does to a Node's conditions (node controller of Kubernetes). Pure; trees are changed in place. */
public final class NodeHealth {

    /** The conditions that an executor answers for. */
    public static final List<String> TYPES = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private NodeHealth() {}

    /**
     * Has a node been silent for too long?
     *
     * @param hasStatus it has posted its status at least once
     * @param listeningSince when the watch began to listen to it; for a node that never posted, its creation
     * @param graceSeconds for a node that has posted
     * @param startupGraceSeconds for one that has not
     */
    public static boolean silent(
            boolean hasStatus, Instant listeningSince, long graceSeconds, long startupGraceSeconds, Instant now) {
        long grace = hasStatus ? graceSeconds : startupGraceSeconds;
        return now.isAfter(listeningSince.plusSeconds(grace));
    }

    /** Sets every condition to Unknown, each with its own reason: it was posted once, or never. */
    public static void markUnknown(ObjectNode node, Instant now) {
        String created = Json.textAt(node, "metadata", "creationTimestamp");
        for (String type : TYPES) {
            ObjectNode condition = condition(node, type);
            boolean posted = condition.has("status");
            if (Json.textAt(condition, "status").equals("Unknown")) {
                continue;
            }
            condition.put("status", "Unknown");
            condition.put("lastTransitionTime", Times.format(now));
            if (posted) {
                condition.put("reason", "NodeStatusUnknown").put("message", "Kubelet stopped posting node status.");
            } else {
                condition.put("lastHeartbeatTime", created);
                condition.put("reason", "NodeStatusNeverUpdated").put("message", "Kubelet never posted node status.");
            }
        }
    }

    private static ObjectNode condition(ObjectNode node, String type) {
        for (ObjectNode condition : Json.objectsAt(node, "status", "conditions")) {
            if (Json.textAt(condition, "type").equals(type)) {
                return condition;
            }
        }
        return Json.ensure(node, "status").withArray("/conditions").addObject().put("type", type);
    }
}
