package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pods and the kinds that make them. */
final class WorkloadPrinters {

    private static final List<String> JOB_VERDICTS = List.of("Complete", "Failed");
    private static final List<String> JOB_CONDITIONS = List.of("Suspended", "FailureTarget");

    private WorkloadPrinters() {}

    static Map<String, Printer> all() {
        return Map.ofEntries(
                Map.entry("Pod", pod()),
                Map.entry("PodTemplate", podTemplate()),
                Map.entry("Deployment", deployment()),
                Map.entry("ReplicaSet", replicas().wide("Selector", o -> selector(o, "spec", "selector"))),
                Map.entry(
                        "ReplicationController",
                        replicas().wide("Selector", o -> Texts.labels(Json.mapAt(o, "spec", "selector")))),
                Map.entry("StatefulSet", statefulSet()),
                Map.entry("DaemonSet", daemonSet()),
                Map.entry("Job", job()),
                Map.entry("CronJob", cronJob()),
                Map.entry("ControllerRevision", controllerRevision()),
                Map.entry("HorizontalPodAutoscaler", autoscaler()),
                Map.entry("PodDisruptionBudget", disruptionBudget()),
                Map.entry("Scale", scale()));
    }

    private static Printer pod() {
        return Printer.named()
                .text("Ready", o -> PodSummary.of(o).ready())
                .text("Status", o -> PodSummary.of(o).status())
                .timed("Restarts", (o, now) -> PodSummary.of(o).restarts(now))
                .age()
                .wide("IP", WorkloadPrinters::podIp)
                .wide("Node", o -> Texts.or(Json.textAt(o, "spec", "nodeName"), Texts.NONE))
                .wide("Nominated Node", o -> Texts.or(Json.textAt(o, "status", "nominatedNodeName"), Texts.NONE))
                .wide("Readiness Gates", WorkloadPrinters::readinessGates);
    }

    private static String podIp(ObjectNode pod) {
        for (ObjectNode ip : Json.objectsAt(pod, "status", "podIPs")) {
            return Texts.or(Json.textAt(ip, "ip"), Texts.NONE);
        }
        return Texts.or(Json.textAt(pod, "status", "podIP"), Texts.NONE);
    }

    private static String readinessGates(ObjectNode pod) {
        List<ObjectNode> gates = Json.objectsAt(pod, "spec", "readinessGates");
        long open = gates.stream()
                .filter(gate -> Texts.isTrue(pod, Json.textAt(gate, "conditionType")))
                .count();
        return gates.isEmpty() ? Texts.NONE : open + "/" + gates.size();
    }

    private static Printer podTemplate() {
        return Printer.named()
                .text("Containers", o -> Texts.containers(Json.at(o, "template", "spec"), "name"))
                .text("Images", o -> Texts.containers(Json.at(o, "template", "spec"), "image"))
                .text("Pod Labels", o -> Texts.labels(Json.mapAt(o, "template", "metadata", "labels")));
    }

    private static Printer deployment() {
        Printer out = Printer.named()
                .text("Ready", Texts::ratio)
                .number("Up-to-date", o -> count(o, "status", "updatedReplicas"))
                .number("Available", o -> count(o, "status", "availableReplicas"))
                .age();
        return template(out).wide("Selector", o -> selector(o, "spec", "selector"));
    }

    private static Printer replicas() {
        return template(Printer.named()
                .integer("Desired", o -> count(o, "spec", "replicas"))
                .integer("Current", o -> count(o, "status", "replicas"))
                .integer("Ready", o -> count(o, "status", "readyReplicas"))
                .age());
    }

    private static Printer statefulSet() {
        return template(Printer.named().text("Ready", Texts::ratio).age());
    }

    private static Printer daemonSet() {
        Printer out = Printer.named()
                .integer("Desired", o -> count(o, "status", "desiredNumberScheduled"))
                .integer("Current", o -> count(o, "status", "currentNumberScheduled"))
                .integer("Ready", o -> count(o, "status", "numberReady"))
                .integer("Up-to-date", o -> count(o, "status", "updatedNumberScheduled"))
                .integer("Available", o -> count(o, "status", "numberAvailable"))
                .text("Node Selector", o -> Texts.labels(Json.mapAt(o, "spec", "template", "spec", "nodeSelector")))
                .age();
        return template(out).wide("Selector", o -> selector(o, "spec", "selector"));
    }

    private static Printer job() {
        Printer out = Printer.named()
                .text("Status", WorkloadPrinters::jobStatus)
                .text("Completions", WorkloadPrinters::completions)
                .timed("Duration", WorkloadPrinters::duration)
                .age();
        return template(out).wide("Selector", o -> selector(o, "spec", "selector"));
    }

    private static String jobStatus(ObjectNode job) {
        for (String verdict : JOB_VERDICTS) {
            if (Texts.isTrue(job, verdict)) {
                return verdict;
            }
        }
        if (Texts.deleting(job)) {
            return "Terminating";
        }
        for (String condition : JOB_CONDITIONS) {
            if (Texts.isTrue(job, condition)) {
                return condition;
            }
        }
        return "Running";
    }

    private static String completions(ObjectNode job) {
        long succeeded = count(job, "status", "succeeded");
        JsonNode wanted = Json.at(job, "spec", "completions");
        if (wanted != null) {
            return succeeded + "/" + wanted.asText();
        }
        long parallelism = count(job, "spec", "parallelism");
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static String duration(ObjectNode job, Instant now) {
        return Ages.between(Json.textAt(job, "status", "startTime"), Json.textAt(job, "status", "completionTime"), now);
    }

    private static Printer cronJob() {
        return Printer.named()
                .text("Schedule", o -> Json.textAt(o, "spec", "schedule"))
                .text("Timezone", o -> Texts.or(Json.textAt(o, "spec", "timeZone"), Texts.NONE))
                .add("Suspend", "boolean", "", 0, (o, now) -> TextNode.valueOf(Texts.flag(o, "spec", "suspend")))
                .integer("Active", o -> Json.objectsAt(o, "status", "active").size())
                .timed("Last Schedule", WorkloadPrinters::lastSchedule)
                .age()
                .wide("Containers", o -> Texts.containers(jobTemplate(o), "name"))
                .wide("Images", o -> Texts.containers(jobTemplate(o), "image"))
                .wide("Selector", o -> selector(o, "spec", "jobTemplate", "spec", "selector"));
    }

    private static String lastSchedule(ObjectNode cronJob, Instant now) {
        String last = Json.textAt(cronJob, "status", "lastScheduleTime");
        return last.isEmpty() ? Texts.NONE : Ages.since(last, now);
    }

    private static ObjectNode jobTemplate(ObjectNode cronJob) {
        return Json.at(cronJob, "spec", "jobTemplate", "spec", "template", "spec") instanceof ObjectNode spec
                ? spec
                : Json.object();
    }

    private static Printer controllerRevision() {
        return Printer.named()
                .text("Controller", WorkloadPrinters::controller)
                .number("Revision", o -> count(o, "revision"))
                .age();
    }

    /** e.g. statefulset.apps/web */
    private static String controller(ObjectNode revision) {
        for (ObjectNode owner : Json.objectsAt(revision, "metadata", "ownerReferences")) {
            if (Json.flagAt(owner, "controller")) {
                String group = KubeObject.groupOf(Json.textAt(owner, "apiVersion"));
                String kind = Json.textAt(owner, "kind").toLowerCase(Locale.ROOT);
                return (group.isEmpty() ? kind : kind + "." + group) + "/" + Json.textAt(owner, "name");
            }
        }
        return Texts.NONE;
    }

    private static Printer autoscaler() {
        return Printer.named()
                .text(
                        "Reference",
                        o -> Json.textAt(o, "spec", "scaleTargetRef", "kind") + "/"
                                + Json.textAt(o, "spec", "scaleTargetRef", "name"))
                .text("Targets", AutoscalerTargets::of)
                .text("MinPods", o -> Texts.or(Texts.scalar(o, "spec", "minReplicas"), Texts.UNSET))
                .number("MaxPods", o -> count(o, "spec", "maxReplicas"))
                .number("Replicas", o -> count(o, "status", "currentReplicas"))
                .age();
    }

    private static Printer disruptionBudget() {
        return Printer.named()
                .text("Min Available", o -> Texts.or(Texts.scalar(o, "spec", "minAvailable"), "N/A"))
                .text("Max Unavailable", o -> Texts.or(Texts.scalar(o, "spec", "maxUnavailable"), "N/A"))
                .integer("Allowed Disruptions", o -> count(o, "status", "disruptionsAllowed"))
                .age();
    }

    private static Printer scale() {
        return Printer.named()
                .integer("Desired", o -> count(o, "spec", "replicas"))
                .integer("Available", o -> count(o, "status", "replicas"))
                .age();
    }

    private static Printer template(Printer printer) {
        return printer.wide("Containers", o -> Texts.containers(Json.at(o, "spec", "template", "spec"), "name"))
                .wide("Images", o -> Texts.containers(Json.at(o, "spec", "template", "spec"), "image"));
    }

    private static String selector(ObjectNode object, String... path) {
        return Texts.selector(Json.at(object, path));
    }

    private static long count(ObjectNode object, String... path) {
        return Json.longAt(object, 0, path);
    }
}
