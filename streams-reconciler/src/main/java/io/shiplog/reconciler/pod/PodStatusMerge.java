package io.shiplog.reconciler.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Times;
import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.record.TerminatedReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what an executor reports of a pod into its status, as the kubelet words it (v1.PodStatus). Pure. */
public final class PodStatusMerge {

    private PodStatusMerge() {}

    /** The pod with the reported status; equal to the given one when nothing changed. */
    public static ObjectNode merge(ObjectNode pod, PodStatusReport report, Instant now) {
        ObjectNode next = pod.deepCopy();
        ObjectNode status = Json.ensure(next, "status");
        status.put("phase", report.getPhase());
        text(status, "reason", report.getReason());
        text(status, "message", report.getMessage());
        text(status, "hostIP", report.getHostIp());
        ips(status, "hostIPs", report.getHostIp());
        text(status, "podIP", report.getPodIp());
        ips(status, "podIPs", report.getPodIp());
        if (report.getStartTimeMillis() > 0 && !status.has("startTime")) {
            status.put("startTime", Times.format(report.getStartTimeMillis()));
        }
        containers(status, "initContainerStatuses", report, true);
        containers(status, "containerStatuses", report, false);
        conditions(next, report, now);
        return next;
    }

    private static void conditions(ObjectNode pod, PodStatusReport report, Instant now) {
        List<String> unready = new ArrayList<>();
        boolean initialized = true;
        for (ContainerReport container : report.getContainers()) {
            if (container.getInit()) {
                TerminatedReport end = container.getTerminated();
                initialized &= end != null && end.getExitCode() == 0;
            } else if (!container.getReady()) {
                unready.add(container.getName());
            }
        }
        boolean ended = ended(report);
        boolean running = report.getPhase().equals("Running");
        set(pod, "PodReadyToStartContainers", running || ended, NOT_SAID, now);
        set(pod, "Initialized", initialized, new Why("ContainersNotInitialized", ""), now);
        boolean ready = running && unready.isEmpty();
        Why why = whyNotReady(report, unready);
        set(pod, "Ready", ready, why, now);
        set(pod, "ContainersReady", ready, why, now);
        set(pod, "PodScheduled", true, NOT_SAID, now);
    }

    /** Reason and message of a condition that is False. */
    private record Why(String reason, String message) {}

    private static final Why NOT_SAID = new Why("", "");

    private static void set(ObjectNode pod, String type, boolean holds, Why why, Instant now) {
        if (holds) {
            PodConditions.set(pod, type, "True", "", "", now);
        } else {
            PodConditions.set(pod, type, "False", why.reason(), why.message(), now);
        }
    }

    private static boolean ended(PodStatusReport report) {
        return report.getPhase().equals("Succeeded") || report.getPhase().equals("Failed");
    }

    private static Why whyNotReady(PodStatusReport report, List<String> unready) {
        if (ended(report)) {
            return new Why(report.getPhase().equals("Succeeded") ? "PodCompleted" : "PodFailed", "");
        }
        return unready.isEmpty()
                ? NOT_SAID
                : new Why("ContainersNotReady", "containers with unready status: [" + String.join(" ", unready) + "]");
    }

    private static void containers(ObjectNode status, String field, PodStatusReport report, boolean init) {
        ArrayNode array = Json.array();
        for (ContainerReport container : report.getContainers()) {
            if (container.getInit() == init) {
                array.add(container(container));
            }
        }
        if (array.isEmpty()) {
            status.remove(field);
        } else {
            status.set(field, array);
        }
    }

    private static ObjectNode container(ContainerReport report) {
        ObjectNode out = Json.object();
        out.put("name", report.getName());
        ObjectNode state = out.putObject("state");
        if (report.getPhase() == ContainerPhase.RUNNING) {
            state.putObject("running").put("startedAt", Times.format(report.getStartedAtMillis()));
        } else if (report.getPhase() == ContainerPhase.TERMINATED) {
            terminated(state, report.getTerminated());
        } else {
            ObjectNode waiting = state.putObject("waiting");
            text(waiting, "reason", report.getReason());
            text(waiting, "message", report.getMessage());
        }
        terminated(out.putObject("lastState"), report.getLast());
        out.put("ready", report.getReady())
                .put("restartCount", report.getRestartCount())
                .put("image", report.getImage())
                .put("imageID", report.getImageId());
        text(out, "containerID", report.getContainerId());
        out.put("started", report.getStarted());
        return out;
    }

    private static void terminated(ObjectNode holder, @Nullable TerminatedReport end) {
        if (end == null) {
            return;
        }
        ObjectNode out = holder.putObject("terminated");
        out.put("exitCode", end.getExitCode());
        if (end.getSignal() != 0) {
            out.put("signal", end.getSignal());
        }
        text(out, "reason", end.getReason());
        text(out, "message", end.getMessage());
        out.put("startedAt", Times.format(end.getStartedAtMillis()));
        out.put("finishedAt", Times.format(end.getFinishedAtMillis()));
        text(out, "containerID", end.getContainerId());
    }

    private static void ips(ObjectNode status, String field, String ip) {
        if (ip.isEmpty()) {
            status.remove(field);
        } else {
            status.putArray(field).addObject().put("ip", ip);
        }
    }

    private static void text(ObjectNode object, String field, String value) {
        if (value.isEmpty()) {
            object.remove(field);
        } else {
            object.put(field, value);
        }
    }
}
