package io.shiplog.reconciler.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.controller.common.Conditions;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Progressing condition: is a rollout moving, done, or stuck for longer than progressDeadlineSeconds? */
final class Progress {

    static final String TYPE = "Progressing";
    static final String AVAILABLE = "NewReplicaSetAvailable";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";
    static final String CREATE_ERROR = "ReplicaSetCreateError";
    private static final String PAUSED = "DeploymentPaused";

    private Progress() {}

    /** The Progressing condition of a list, or null. */
    static @Nullable ObjectNode condition(List<ObjectNode> conditions) {
        return Conditions.get(conditions, TYPE);
    }

    /** A Progressing condition of this moment. */
    static ObjectNode made(Instant now, String status, String reason, String message) {
        return DeploymentStatus.condition(TYPE, now, status, reason, message);
    }

    /** True when the last try to create a ReplicaSet was refused. */
    static boolean creationFailed(List<ObjectNode> conditions) {
        ObjectNode current = condition(conditions);
        return current != null && Json.textAt(current, "reason").equals(CREATE_ERROR);
    }

    /** Notes pausing and resuming, which also stops and restarts the clock of the deadline. */
    static void notePause(DeploymentLook look) {
        if (!look.deployment().hasProgressDeadline()) {
            return;
        }
        ObjectNode current = condition(look.conditions());
        String reason = current == null ? "" : Json.textAt(current, "reason");
        if (reason.equals(TIMED_OUT)) {
            return;
        }
        if (look.deployment().paused() && !reason.equals(PAUSED)) {
            look.condition(made(look.now(), "Unknown", PAUSED, "Deployment is paused"));
        } else if (!look.deployment().paused() && reason.equals(PAUSED)) {
            look.condition(made(look.now(), "Unknown", "DeploymentResumed", "Deployment is resumed"));
        }
    }

    /** The conditions of a rollout after this look, from those of the look and the numbers before and now. */
    static List<ObjectNode> judge(DeploymentLook look, List<ObjectNode> conditions, DeploymentCounts next) {
        DeploymentFacts deployment = look.deployment();
        if (!deployment.hasProgressDeadline()) {
            return Conditions.remove(conditions, TYPE);
        }
        ObjectNode current = condition(look.conditions());
        boolean settled = next.total() == next.updated()
                && current != null
                && Json.textAt(current, "reason").equals(AVAILABLE);
        if (settled) {
            return conditions;
        }
        if (next.complete(deployment.replicas(), deployment.generation())) {
            return Conditions.set(
                    conditions, made(look.now(), "True", AVAILABLE, subject(look) + " has successfully progressed."));
        }
        if (next.progressedFrom(deployment.status())) {
            return moved(conditions, current, look);
        }
        if (timedOut(condition(conditions), deployment.progressDeadlineSeconds(), look.now())) {
            return Conditions.set(
                    conditions, made(look.now(), "False", TIMED_OUT, subject(look) + " has timed out progressing."));
        }
        return conditions;
    }

    /** Same reason or not, the time of the last update is now: the deadline counts from here. */
    private static List<ObjectNode> moved(
            List<ObjectNode> conditions, @Nullable ObjectNode current, DeploymentLook look) {
        ObjectNode next = made(look.now(), "True", "ReplicaSetUpdated", subject(look) + " is progressing.");
        if (current != null && Json.textAt(current, "status").equals("True") && current.has("lastTransitionTime")) {
            next.set("lastTransitionTime", current.get("lastTransitionTime"));
        }
        return Conditions.set(Conditions.remove(conditions, TYPE), next);
    }

    private static String subject(DeploymentLook look) {
        OwnedReplicaSet current = look.current();
        return current == null
                ? "Deployment \"" + look.deployment().name() + "\""
                : "ReplicaSet \"" + current.name() + "\"";
    }

    /** True when the condition was last updated longer ago than the deadline, unless that rollout was complete. */
    static boolean timedOut(@Nullable ObjectNode condition, long deadlineSeconds, Instant now) {
        if (condition == null || deadlineSeconds == DeploymentFacts.UNLIMITED) {
            return false;
        }
        String reason = Json.textAt(condition, "reason");
        if (reason.equals(AVAILABLE)) {
            return false;
        }
        return reason.equals(TIMED_OUT) || deadline(condition, deadlineSeconds).isBefore(now);
    }

    private static Instant deadline(ObjectNode condition, long deadlineSeconds) {
        return Instant.ofEpochMilli(Times.millis(Json.textAt(condition, "lastUpdateTime")))
                .plusSeconds(deadlineSeconds);
    }

    /**
     * When a rollout that does not move is to be looked at again: just after its deadline; null when it is complete,
     * has timed out already or has no deadline.
     */
    static @Nullable Instant nextLook(DeploymentFacts deployment, List<ObjectNode> conditions, DeploymentCounts next) {
        ObjectNode current = condition(conditions);
        if (!deployment.hasProgressDeadline()
                || current == null
                || next.complete(deployment.replicas(), deployment.generation())
                || Json.textAt(current, "reason").equals(TIMED_OUT)) {
            return null;
        }
        return deadline(current, deployment.progressDeadlineSeconds()).plusSeconds(1);
    }
}
