package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Deployment's status, computed from its ReplicaSets. */
final class DeploymentStatus {

    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private DeploymentStatus() {}

    /** A condition of this moment. */
    static ObjectNode condition(String type, Instant now, String status, String reason, String message) {
        return Json.object()
                .put("type", type)
                .put("status", status)
                .put("lastUpdateTime", Times.format(now))
                .put("lastTransitionTime", Times.format(now))
                .put("reason", reason)
                .put("message", message);
    }

    /** The numbers as the ReplicaSets say. */
    static DeploymentCounts counts(DeploymentLook look) {
        OwnedReplicaSet current = look.current();
        return new DeploymentCounts(
                ReplicaCounts.actual(look.all()),
                current == null ? 0 : current.statusReplicas(),
                ReplicaCounts.ready(look.all()),
                ReplicaCounts.available(look.all()),
                look.deployment().generation());
    }

    /** The whole status. */
    static ObjectNode tree(DeploymentLook look, DeploymentCounts counts, List<ObjectNode> conditions) {
        ObjectNode status = Json.object();
        put(status, "observedGeneration", (int) counts.observedGeneration());
        put(status, "replicas", counts.total());
        put(status, "updatedReplicas", counts.updated());
        put(status, "readyReplicas", counts.ready());
        put(status, "availableReplicas", counts.available());
        put(status, "unavailableReplicas", Math.max(0, ReplicaCounts.spec(look.all()) - counts.available()));
        Integer terminating = ReplicaCounts.terminating(look.all());
        put(status, "terminatingReplicas", terminating == null ? 0 : terminating);
        put(status, "collisionCount", look.collisionCount());
        if (!conditions.isEmpty()) {
            ArrayNode list = status.putArray("conditions");
            conditions.forEach(list::add);
        }
        return status;
    }

    private static void put(ObjectNode status, String field, int value) {
        if (value != 0) {
            status.put(field, value);
        }
    }

    /** The look's conditions with Available as the numbers say. */
    static List<ObjectNode> withAvailable(DeploymentLook look, DeploymentCounts counts) {
        DeploymentFacts deployment = look.deployment();
        boolean enough = counts.available() >= deployment.replicas() - deployment.maxUnavailable();
        return Conditions.set(
                look.conditions(),
                condition(
                        "Available",
                        look.now(),
                        enough ? "True" : "False",
                        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                        enough
                                ? "Deployment has minimum availability."
                                : "Deployment does not have minimum availability."));
    }

    /** The conditions with the ReplicaSets' own failure, the present one's first. */
    static List<ObjectNode> withReplicaFailure(DeploymentLook look, List<ObjectNode> conditions) {
        ObjectNode failure = failure(look);
        if (failure == null) {
            return Conditions.remove(conditions, REPLICA_FAILURE);
        }
        ObjectNode taken = Json.object().put("type", REPLICA_FAILURE);
        taken.put("status", Json.textAt(failure, "status"));
        taken.put("lastUpdateTime", Json.textAt(failure, "lastTransitionTime"));
        taken.put("lastTransitionTime", Json.textAt(failure, "lastTransitionTime"));
        taken.put("reason", Json.textAt(failure, "reason")).put("message", Json.textAt(failure, "message"));
        return Conditions.set(conditions, taken);
    }

    private static @Nullable ObjectNode failure(DeploymentLook look) {
        List<OwnedReplicaSet> sets = new ArrayList<>();
        OwnedReplicaSet current = look.current();
        if (current != null) {
            sets.add(current);
        }
        sets.addAll(look.old());
        for (OwnedReplicaSet set : sets) {
            ObjectNode found = Conditions.get(set.conditions(), REPLICA_FAILURE);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
