package io.shiplog.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.util.List;
import java.util.stream.Collectors;

/** Where a pod is, or why nowhere, in one sentence. */
final class PodVerdict {

    private PodVerdict() {}

    /**
     * The sentence.
     *
     * @param versions of the pod, the oldest first, at least one
     */
    static String of(List<LogRecord> versions) {
        LogRecord record = versions.get(versions.size() - 1);
        ResourceEnvelope last = (ResourceEnvelope) record.value();
        String pod = last.getNamespace() + "/" + last.getName();
        if (last.getRemoved()) {
            ResourceEnvelope by = deletion(versions);
            return pod + " is gone: " + by.getActor() + " took it away, because of " + by.getCause() + ".";
        }
        if (!last.getNode().isEmpty()) {
            return pod + " is on node " + last.getNode() + " (" + last.getPhase() + "): " + bound(versions);
        }
        return pod + " is on no node: " + waits(TrailWords.json(last.getObject()));
    }

    /** The version in which its end began: who only reports the end did not want it. */
    private static ResourceEnvelope deletion(List<LogRecord> versions) {
        return versions.stream()
                .map(record -> (ResourceEnvelope) record.value())
                .filter(version -> version.getDeletionMillis() != 0 || version.getRemoved())
                .findFirst()
                .orElseThrow();
    }

    private static String bound(List<LogRecord> versions) {
        ResourceEnvelope with = versions.stream()
                .map(record -> (ResourceEnvelope) record.value())
                .filter(version -> !version.getNode().isEmpty())
                .findFirst()
                .orElseThrow();
        if (with.getVersion() == 1) {
            return "it named that node itself when it was created.";
        }
        return with.getController().isEmpty() && !with.getActor().contains("scheduler")
                ? "the log has not kept who put it there."
                : with.getActor() + " put it there, because of " + with.getCause() + ".";
    }

    private static String waits(ObjectNode pod) {
        List<ObjectNode> gates = Json.objectsAt(pod, "spec", "schedulingGates");
        if (!gates.isEmpty()) {
            String names = gates.stream().map(gate -> Json.textAt(gate, "name")).collect(Collectors.joining(", "));
            return "it is not to be placed before these scheduling gates go: " + names + ".";
        }
        for (ObjectNode condition : Json.objectsAt(pod, "status", "conditions")) {
            if (Json.textAt(condition, "type").equals("PodScheduled")
                    && Json.textAt(condition, "reason").equals("Unschedulable")) {
                return Json.textAt(condition, "message");
            }
        }
        return "no scheduler has said anything of it yet; it waits for " + Json.textAt(pod, "spec", "schedulerName")
                + ".";
    }
}
