package io.shiplog.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.BindPods;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.Decision;
import io.shiplog.schemas.record.DeleteObject;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.record.PodsUnschedulable;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.StopPod;
import io.shiplog.schemas.record.UnschedulablePod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a record means for a pod, in a few words. */
final class TrailWords {

    private TrailWords() {}

    /** A record that is no version of the pod. */
    static String of(SpecificRecord value, String namespace, String name, String uid) {
        if (value instanceof ResourceEnvelope owner) {
            return owner.getKind() + " " + owner.getNamespace() + "/" + owner.getName() + " created" + by(owner);
        }
        if (value instanceof BindPods bind) {
            return bind.getBindings().stream()
                    .filter(one -> one.getUid().equals(uid))
                    .map(one -> proposal(bind, one))
                    .collect(Collectors.joining());
        }
        if (value instanceof PodsUnschedulable report) {
            return report.getPods().stream()
                    .filter(one -> one.getUid().equals(uid))
                    .map(TrailWords::refused)
                    .collect(Collectors.joining("", "the scheduler finds no node: ", ""));
        }
        if (value instanceof PodStatusBatch batch) {
            return batch.getPods().stream()
                    .filter(one -> one.getUid().equals(uid))
                    .map(TrailWords::report)
                    .collect(Collectors.joining("; "));
        }
        if (value instanceof RunPod run) {
            return "node " + run.getNode() + " is told to run it" + why(run.getDecision());
        }
        if (value instanceof StopPod stop) {
            return "node " + stop.getNode() + " is told to stop it within " + stop.getGracePeriodSeconds() + " s"
                    + why(stop.getDecision());
        }
        return value instanceof Reply reply ? refusal(reply) : command(value);
    }

    private static String proposal(BindPods bind, Binding one) {
        return "the scheduler proposes node " + one.getNode() + by(bind.getInstance(), bind.getEpoch());
    }

    /** Which scheduler it was. */
    static String by(String instance, long epoch) {
        return " (" + instance + " in epoch " + epoch + ")";
    }

    /** Why it finds no node, and for which one it waits meanwhile. */
    private static String refused(UnschedulablePod pod) {
        String node = pod.getNominatedNode();
        return pod.getMessage()
                + (node == null || node.isEmpty() ? "" : " It is nominated to node " + node + ", where others go.");
    }

    private static String report(PodStatusReport report) {
        StringBuilder out = new StringBuilder("node " + report.getNode() + " reports ");
        out.append(report.getGone() ? "that it is gone" : report.getPhase());
        if (!report.getReason().isEmpty()) {
            out.append(" ").append(report.getReason());
        }
        for (ContainerReport container : report.getContainers()) {
            out.append(", ").append(container.getName()).append(" ").append(container.getPhase());
            if (!container.getReason().isEmpty()) {
                out.append(" ").append(container.getReason());
            }
        }
        return out.toString();
    }

    private static String why(Decision decision) {
        return " (" + decision.getAction() + ", because of " + decision.getCause() + ")";
    }

    private static String refusal(Reply reply) {
        ByteBuffer status = reply.getStatus();
        String message = status == null ? "" : Json.textAt(json(status), "message");
        return "refused with " + reply.getCode() + ": " + message;
    }

    /** Who asks for what: "admin: PatchObject Deployment default/web". */
    private static String command(SpecificRecord value) {
        Schema.Field meta = value.getSchema().getField("meta");
        String type = value.getSchema().getName();
        if (meta == null || !(value.get(meta.pos()) instanceof CommandMeta said)) {
            return RecordLine.of(value);
        }
        String kind = PodTrail.text(value, "kind");
        if (kind.isEmpty()) {
            return RecordLine.of(value);
        }
        String namespace = PodTrail.text(value, "namespace");
        String subresource = PodTrail.text(value, "subresource");
        return said.getActor() + ": "
                + (value instanceof DeleteObject delete && delete.getEviction() ? "eviction of" : type) + " " + kind
                + " " + (namespace.isEmpty() ? "" : namespace + "/") + PodTrail.text(value, "name")
                + (subresource.isEmpty() ? "" : "/" + subresource)
                + (said.getSource().isEmpty() ? "" : " (" + said.getSource() + ")");
    }

    /** A version of the pod: what is different from the one before. */
    static String version(@Nullable ResourceEnvelope before, ResourceEnvelope now) {
        List<String> out = new ArrayList<>();
        if (before == null) {
            out.add(now.getVersion() == 1 ? "created" + by(now) : "as the log has kept it");
        }
        if (!now.getNode().equals(before == null ? "" : before.getNode())) {
            out.add("bound to node " + now.getNode());
        }
        if (!now.getPhase().equals(before == null ? "" : before.getPhase())) {
            out.add(now.getPhase());
        }
        conditions(before, now, out);
        if (now.getDeletionMillis() != 0 && (before == null || before.getDeletionMillis() == 0)) {
            out.add("being deleted" + by(now));
        }
        if (now.getRemoved()) {
            out.add("gone" + by(now));
        }
        return out.isEmpty() ? "version " + now.getVersion() + by(now) : String.join(", ", out);
    }

    private static void conditions(@Nullable ResourceEnvelope before, ResourceEnvelope now, List<String> out) {
        for (String type : List.of("PodScheduled", "DisruptionTarget", "Ready")) {
            String is = condition(now, type);
            if (!is.isEmpty() && !is.equals(before == null ? "" : condition(before, type))) {
                out.add(type + "=" + is);
            }
        }
    }

    private static String condition(ResourceEnvelope envelope, String type) {
        for (ObjectNode one : Json.objectsAt(json(envelope.getObject()), "status", "conditions")) {
            if (Json.textAt(one, "type").equals(type)) {
                String reason = Json.textAt(one, "reason");
                return Json.textAt(one, "status") + (reason.isEmpty() ? "" : " " + reason);
            }
        }
        return "";
    }

    private static String by(ResourceEnvelope envelope) {
        return " by " + envelope.getActor()
                + (envelope.getCause().isEmpty() ? "" : " because of " + envelope.getCause());
    }

    /** The object of an envelope; an empty one when it was left out. */
    static ObjectNode json(ByteBuffer bytes) {
        byte[] json = new byte[bytes.remaining()];
        bytes.duplicate().get(json);
        return json.length == 0 ? Json.object() : Json.parse(json);
    }
}
