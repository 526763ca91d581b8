package io.shiplog.reconciler.controller.disruption;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.Times;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * status.disruptedPods: pods whose eviction was let through and that are not seen going yet. An entry ends when its pod
 * is gone or going, or when that has not happened for so long that it will not.
 *
 * @param entries name to the time of the eviction
 * @param recheck when the next entry ends by time, or null
 */
record DisruptedPods(Map<String, String> entries, @Nullable Instant recheck) {

    /** After so long an evicted pod that is still there counts as not evicted. */
    static final long DELETION_TIMEOUT_SECONDS = 120;

    static DisruptedPods of(ObjectNode budget, Map<String, KubeObject> pods, Instant now) {
        Map<String, String> entries = new TreeMap<>();
        Instant recheck = null;
        for (Map.Entry<String, String> entry :
                Json.mapAt(budget, "status", "disruptedPods").entrySet()) {
            KubeObject pod = pods.get(entry.getKey());
            Instant ends = Instant.ofEpochMilli(Times.millis(entry.getValue())).plusSeconds(DELETION_TIMEOUT_SECONDS);
            if (pod == null || pod.deleting() || !ends.isAfter(now)) {
                continue;
            }
            entries.put(entry.getKey(), entry.getValue());
            recheck = recheck == null || ends.isBefore(recheck) ? ends : recheck;
        }
        return new DisruptedPods(entries, recheck);
    }
}
