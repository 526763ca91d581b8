package io.shiplog.executor.node;

import io.shiplog.executor.pod.PodReports;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pods whose state has changed since it was reported. A pod stands in it once however often it changes: what is
 * reported is its
 * state when the report is made. Reports go out per namespace, of all nodes of the process together.
 */
final class ReportQueue {

    /** Most reports in one record. */
    static final int REPORTS_MAX = 500;
    /** Most bytes in one record, estimated. */
    static final int RECORD_BYTES_MAX = 1024 * 1024;

    private static final int REPORT_BYTES = 160;
    private static final int CONTAINER_BYTES = 220;
    private static final int EVENT_BYTES = 60;

    private final ArrayDeque<PodRun> dirty = new ArrayDeque<>();

    void add(PodRun pod) {
        if (!pod.dirty) {
            pod.dirty = true;
            dirty.add(pod);
        }
    }

    boolean isEmpty() {
        return dirty.isEmpty();
    }

    /**
     * Reports of up to podsMax pods, in records within the bounds.
     *
     * @param reported hears of every pod that is reported
     */
    List<PodStatusBatch> take(
            String host, String scheme, Map<String, NodeState> nodes, int podsMax, Consumer<PodRun> reported) {
        Map<String, Batch> open = new LinkedHashMap<>();
        List<PodStatusBatch> out = new ArrayList<>();
        for (int n = 0; n < podsMax && !dirty.isEmpty(); n++) {
            PodRun pod = dirty.remove();
            pod.dirty = false;
            NodeState node = nodes.get(pod.ref().node());
            if (node == null || node.epoch == 0 || pod.orphan) {
                continue;
            }
            PodStatusReport report = PodReports.report(pod, node.epoch, node.claim.address(), scheme);
            reported.accept(pod);
            Batch batch = open.computeIfAbsent(pod.ref().namespace(), ns -> new Batch());
            int bytes = bytes(report);
            if (batch.reports.size() >= REPORTS_MAX || batch.bytes + bytes > RECORD_BYTES_MAX) {
                out.add(new PodStatusBatch(host, pod.ref().namespace(), batch.reports));
                batch = new Batch();
                open.put(pod.ref().namespace(), batch);
            }
            batch.reports.add(report);
            batch.bytes += bytes;
        }
        open.forEach((namespace, batch) -> {
            if (!batch.reports.isEmpty()) {
                out.add(new PodStatusBatch(host, namespace, batch.reports));
            }
        });
        return out;
    }

    private static int bytes(PodStatusReport report) {
        int sum = REPORT_BYTES + report.getMessage().length();
        for (var container : report.getContainers()) {
            sum += CONTAINER_BYTES + container.getMessage().length();
        }
        for (var event : report.getEvents()) {
            sum += EVENT_BYTES + event.getMessage().length();
        }
        return sum;
    }

    private static final class Batch {
        private final List<PodStatusReport> reports = new ArrayList<>();
        private int bytes;
    }
}
