package io.shiplog.reconciler.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.pod.PodReadiness.Verdict;
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

/**
 * Writes what an executor reports of a pod into its status, as the kubelet words it (v1.PodStatus). Who changes what is
 * written of a report counts up {@code ReportDigest.WORDING}. Pure.
 */
public final class PodStatusMerge {

    /** Reasons of a pod that its node ended for a need of its own: eviction, shutdown. */
    private static final List<String> BY_KUBELET = List.of("Evicted", "Terminated", "Preempting");

    private PodStatusMerge() {}

    /** The pod with the reported status and all else shared; equal to the given one when nothing changed. */
    public static ObjectNode merge(ObjectNode pod, PodStatusReport report, Instant now) {
        ObjectNode next = Json.copyFor(pod, "status");
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

    /**
     * Judges the conditions of readiness anew after somebody changed a pod's status: what a readiness gate waits for is
     * written by others than the node. In place; nothing happens before the node has reported.
     */
    public static void judge(ObjectNode pod, Instant now) {
        if (!PodConditions.status(pod, "ContainersReady").isEmpty()) {
            readiness(pod, statuses(pod), Json.textAt(pod, "status", "phase"), now);
        }
    }

    private static void conditions(ObjectNode pod, PodStatusReport report, Instant now) {
        String phase = report.getPhase();
        boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
        List<ObjectNode> statuses = statuses(pod);
        set(pod, "PodReadyToStartContainers", PodReadiness.readyToStart(!ended, report.getPodIp()), now);
        set(pod, "Initialized", PodReadiness.initialized(pod.path("spec"), statuses, phase), now);
        readiness(pod, statuses, phase, now);
        set(pod, "PodScheduled", Verdict.HOLDS, now);
        if (phase.equals("Failed") && BY_KUBELET.contains(report.getReason())) {
            PodConditions.set(pod, "DisruptionTarget", "True", "TerminationByKubelet", report.getMessage(), now);
        }
    }

    private static void readiness(ObjectNode pod, List<ObjectNode> statuses, String phase, Instant now) {
        List<ObjectNode> conditions = Json.objectsAt(pod, "status", "conditions");
        boolean refused = phase.equals("Failed") && statuses.isEmpty(); // none of them was ever made
        Verdict failed = Verdict.not("PodFailed", "");
        set(pod, "Ready", refused ? failed : PodReadiness.ready(pod.path("spec"), conditions, statuses, phase), now);
        set(
                pod,
                "ContainersReady",
                refused ? failed : PodReadiness.containersReady(pod.path("spec"), statuses, phase),
                now);
    }

    private static List<ObjectNode> statuses(ObjectNode pod) {
        List<ObjectNode> out = new ArrayList<>(Json.objectsAt(pod, "status", "initContainerStatuses"));
        out.addAll(Json.objectsAt(pod, "status", "containerStatuses"));
        return out;
    }

    private static void set(ObjectNode pod, String type, Verdict verdict, Instant now) {
        PodConditions.set(pod, type, verdict.holds() ? "True" : "False", verdict.reason(), verdict.message(), now);
    }

    /** The pod as it is when its node has lost it: failed, and ready no more. */
    public static ObjectNode lost(ObjectNode pod, String reason, String message, Instant now) {
        ObjectNode next = pod.deepCopy();
        ObjectNode status = Json.ensure(next, "status");
        status.put("phase", "Failed");
        status.put("reason", reason.isEmpty() ? "ContainerGone" : reason);
        status.put("message", message.isEmpty() ? "the node no longer has this pod" : message);
        set(next, "Ready", Verdict.not("PodFailed", ""), now);
        set(next, "ContainersReady", Verdict.not("PodFailed", ""), now);
        return next;
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
