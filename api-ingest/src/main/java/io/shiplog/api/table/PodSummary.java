package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The three cells that sum up a pod: Ready "1/2", Status (a reason such as CrashLoopBackOff, else the phase) and
 * Restarts
 * "3 (5m ago)". Init containers speak first; of the containers the first one that has something to say wins.
 */
final class PodSummary {

    private final ObjectNode pod;
    private final Set<String> sidecars = new HashSet<>();
    private final int initContainers;
    private final int total;

    private int ready;
    private long restarts;
    private long restartedMillis;
    private long sidecarRestarts;
    private long sidecarRestartedMillis;
    private String reason;

    private PodSummary(ObjectNode pod) {
        this.pod = pod;
        List<ObjectNode> inits = Json.objectsAt(pod, "spec", "initContainers");
        for (ObjectNode init : inits) {
            if (Json.textAt(init, "restartPolicy").equals("Always")) {
                sidecars.add(Json.textAt(init, "name"));
            }
        }
        this.initContainers = inits.size();
        this.total = Json.objectsAt(pod, "spec", "containers").size() + sidecars.size();
        this.reason = Texts.or(Json.textAt(pod, "status", "reason"), Json.textAt(pod, "status", "phase"));
    }

    static PodSummary of(ObjectNode pod) {
        PodSummary out = new PodSummary(pod);
        for (ObjectNode condition : Json.objectsAt(pod, "status", "conditions")) {
            if (Json.textAt(condition, "type").equals("PodScheduled")
                    && Json.textAt(condition, "reason").equals("SchedulingGated")) {
                out.reason = "SchedulingGated";
            }
        }
        boolean initialising = out.lookAtInitContainers();
        if (!initialising || Texts.isTrue(pod, "Initialized")) {
            out.lookAtContainers();
        }
        out.lookAtDeletion();
        return out;
    }

    String ready() {
        return ready + "/" + total;
    }

    String status() {
        return reason;
    }

    String restarts(Instant now) {
        if (restarts == 0 || restartedMillis == 0) {
            return Long.toString(restarts);
        }
        return restarts + " (" + Ages.since(Times.format(restartedMillis), now) + " ago)";
    }

    /** True when an init container is not done; the reason then says which and why. */
    private boolean lookAtInitContainers() {
        List<ObjectNode> statuses = Json.objectsAt(pod, "status", "initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            ObjectNode status = statuses.get(i);
            boolean sidecar = sidecars.contains(Json.textAt(status, "name"));
            long count = Json.longAt(status, 0, "restartCount");
            long finished = lastFinished(status);
            restarts += count;
            restartedMillis = Math.max(restartedMillis, finished);
            if (sidecar) {
                sidecarRestarts += count;
                sidecarRestartedMillis = Math.max(sidecarRestartedMillis, finished);
            }
            JsonNode terminated = Json.at(status, "state", "terminated");
            if (terminated != null && Json.longAt(terminated, 0, "exitCode") == 0) {
                continue;
            }
            if (sidecar && Json.flagAt(status, "started")) {
                ready += Json.flagAt(status, "ready") ? 1 : 0;
                continue;
            }
            reason = "Init:" + initReason(i, status, terminated);
            return true;
        }
        return false;
    }

    private String initReason(int index, ObjectNode status, @Nullable JsonNode terminated) {
        if (terminated != null) {
            return Texts.or(Json.textAt(terminated, "reason"), exit(terminated));
        }
        String waiting = Json.textAt(status, "state", "waiting", "reason");
        boolean telling = !waiting.isEmpty() && !waiting.equals("PodInitializing");
        return telling ? waiting : index + "/" + initContainers;
    }

    private void lookAtContainers() {
        restarts = sidecarRestarts;
        restartedMillis = sidecarRestartedMillis;
        boolean running = false;
        List<ObjectNode> statuses = Json.objectsAt(pod, "status", "containerStatuses");
        for (int i = statuses.size() - 1; i >= 0; i--) {
            ObjectNode status = statuses.get(i);
            restarts += Json.longAt(status, 0, "restartCount");
            restartedMillis = Math.max(restartedMillis, lastFinished(status));
            JsonNode terminated = Json.at(status, "state", "terminated");
            String waiting = Json.textAt(status, "state", "waiting", "reason");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (terminated != null) {
                reason = Texts.or(Json.textAt(terminated, "reason"), exit(terminated));
            } else if (Json.flagAt(status, "ready") && Json.at(status, "state", "running") != null) {
                running = true;
                ready++;
            }
        }
        if (running && reason.equals("Completed")) {
            reason = Texts.isTrue(pod, "Ready") ? "Running" : "NotReady";
        }
    }

    private void lookAtDeletion() {
        if (!Texts.deleting(pod)) {
            return;
        }
        String phase = Json.textAt(pod, "status", "phase");
        if (Json.textAt(pod, "status", "reason").equals("NodeLost")) {
            reason = "Unknown";
        } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
            reason = "Terminating";
        }
    }

    private static String exit(JsonNode terminated) {
        long signal = Json.longAt(terminated, 0, "signal");
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + Json.longAt(terminated, 0, "exitCode");
    }

    private static long lastFinished(ObjectNode status) {
        return Times.millis(Json.textAt(status, "lastState", "terminated", "finishedAt"));
    }
}
