package io.shiplog.reconciler.controller.replicaset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ReplicaSet's status, computed from its pods. */
final class ReplicaSetStatus {

    static final String REPLICA_FAILURE = "ReplicaFailure";

    private ReplicaSetStatus() {}

    /** The whole status. */
    static ObjectNode tree(ObjectNode replicaSet, PodTally pods, List<ObjectNode> conditions) {
        ObjectNode status = Json.object();
        status.put("replicas", pods.replicas());
        put(status, "fullyLabeledReplicas", pods.fullyLabeled());
        put(status, "readyReplicas", pods.ready());
        put(status, "availableReplicas", pods.available());
        put(status, "observedGeneration", (int) Json.longAt(replicaSet, 0, "metadata", "generation"));
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

    /**
     * The conditions after pods were to be created or deleted: ReplicaFailure is set when that failed and it was not
     * set before (FailedCreate with too few pods, FailedDelete with too many), and removed when nothing failed.
     *
     * @param missing how many pods are missing, negative for surplus ones
     * @param error why it failed, or null
     */
    static List<ObjectNode> withFailure(List<ObjectNode> conditions, int missing, @Nullable String error, Instant now) {
        ObjectNode current = Conditions.get(conditions, REPLICA_FAILURE);
        if (error == null) {
            return current == null ? conditions : Conditions.remove(conditions, REPLICA_FAILURE);
        }
        if (current != null || missing == 0) {
            return conditions;
        }
        return Conditions.set(
                conditions,
                Json.object()
                        .put("type", REPLICA_FAILURE)
                        .put("status", "True")
                        .put("lastTransitionTime", Times.format(now))
                        .put("reason", missing > 0 ? "FailedCreate" : "FailedDelete")
                        .put("message", error));
    }
}
