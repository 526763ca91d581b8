package io.shiplog.reconciler.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.engine.ReconcileEngine.Handler;
import io.shiplog.reconciler.pod.PodStatusMerge;
import io.shiplog.reconciler.pod.ReportDigest;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.EventReport;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import java.util.Map;

/** What executors report of their pods: status, events, and that a pod is gone from its node. */
final class PodStatusInputs {

    void register(Map<Class<?>, Handler> handlers) {
        handlers.put(PodStatusBatch.class, (slice, record) -> {
            PodStatusBatch batch = (PodStatusBatch) record;
            for (PodStatusReport report : batch.getPods()) {
                take(slice, batch, report);
            }
        });
    }

    private static void take(Slice slice, PodStatusBatch batch, PodStatusReport report) {
        long epoch = slice.state().nodeEpoch(report.getNode());
        if (epoch > report.getEpoch()) {
            return; // from before the node registered anew: what it says now counts
        }
        KubeObject pod = slice.state().get(Kinds.POD.key(batch.getNamespace(), report.getName()));
        if (pod == null || !pod.uid().equals(report.getUid()) || !pod.node().equals(report.getNode())) {
            stranger(slice, batch, report);
            return;
        }
        Who who = new Who("system:node:" + report.getNode(), "", slice.input().coordinates(), "");
        for (EventReport event : report.getEvents()) {
            boolean repeats = event.getType().equals("Warning");
            Events.record(
                    slice,
                    Events.about(pod, event.getFieldPath()),
                    new Events.What(
                            event.getType(), event.getReason(), event.getMessage(), "kubelet", report.getNode()),
                    repeats);
        }
        if (report.getGone()) {
            gone(slice, pod, report);
            return;
        }
        if (pod.pod().terminal()) {
            return; // Succeeded and Failed are final (Pod lifecycle)
        }
        long digest = ReportDigest.of(report);
        if (pod.pod().reported() == digest) {
            return; // said again by an executor that has registered anew, and nobody has written since
        }
        ObjectNode next = PodStatusMerge.merge(pod.tree(), report, slice.now());
        if (!Json.same(next.get("status"), pod.tree().get("status"))) {
            KubeObject written = KubeObject.reported(next, pod.version() + 1, digest);
            slice.apply(new Admitted(pod, written, false, false), who);
        }
    }

    /** The node let go of the pod: if it was to be deleted it goes now, else it has failed. */
    private static void gone(Slice slice, KubeObject pod, PodStatusReport report) {
        Who who = new Who("system:node:" + report.getNode(), "", slice.input().coordinates(), Consequences.GONE);
        if (!pod.deleting()) {
            if (!pod.pod().terminal()) {
                ObjectNode next = PodStatusMerge.lost(pod.tree(), report.getReason(), report.getMessage(), slice.now());
                slice.apply(new Admitted(pod, KubeObject.of(next, pod.version() + 1), false, false), who);
            }
            return;
        }
        if (Json.textsAt(pod.tree(), "metadata", "finalizers").isEmpty()) {
            slice.apply(new Admitted(pod, pod, true, false), who);
            return;
        }
        ObjectNode next = pod.copy();
        Json.ensure(next, "metadata").put("deletionGracePeriodSeconds", 0);
        if (!Json.same(next, pod.tree())) {
            slice.apply(new Admitted(pod, KubeObject.of(next, pod.version() + 1), false, false), who);
        }
        slice.out(Consequences.command(pod.node(), pod.uid(), null));
    }

    /**
     * A report of a pod that is no longer ours: when the node is rid of it the command goes, else it is told to stop.
     */
    private static void stranger(Slice slice, PodStatusBatch batch, PodStatusReport report) {
        if (report.getGone()) {
            slice.out(Consequences.command(report.getNode(), report.getUid(), null));
            return;
        }
        Who who = new Who("system:node:" + report.getNode(), "", slice.input().coordinates(), "Delete");
        slice.out(Consequences.stop(report.getNode(), batch.getNamespace(), report.getName(), report.getUid(), 0, who));
    }
}
