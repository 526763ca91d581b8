package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.shiplog.schemas.object.Json;

/**
 * The numbers of a Deployment's status.
 *
 * @param total status.replicas
 * @param updated status.updatedReplicas: pods of the current template
 * @param ready status.readyReplicas
 * @param available status.availableReplicas
 * @param observedGeneration of the spec they were counted for
 */
record DeploymentCounts(int total, int updated, int ready, int available, long observedGeneration) {

    /** Reads a Deployment. */
    static DeploymentCounts of(JsonNode deployment) {
        return new DeploymentCounts(
                (int) Json.longAt(deployment, 0, "status", "replicas"),
                (int) Json.longAt(deployment, 0, "status", "updatedReplicas"),
                (int) Json.longAt(deployment, 0, "status", "readyReplicas"),
                (int) Json.longAt(deployment, 0, "status", "availableReplicas"),
                Json.longAt(deployment, 0, "status", "observedGeneration"));
    }

    /** True when all that is wanted is there, current and available, and nothing else. */
    boolean complete(int replicas, long generation) {
        return updated == replicas && total == replicas && available == replicas && observedGeneration >= generation;
    }

    /** True when these numbers are a step forward from older ones. */
    boolean progressedFrom(DeploymentCounts older) {
        return updated > older.updated
                || total - updated < older.total - older.updated
                || ready > older.ready
                || available > older.available;
    }
}
