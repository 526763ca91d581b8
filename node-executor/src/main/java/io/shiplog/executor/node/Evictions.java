package io.shiplog.executor.node;

import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.node.pressure.Ranking;
import io.shiplog.executor.node.pressure.Shortage;
import io.shiplog.executor.node.pressure.Signals;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodEvent;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.util.ArrayList;
import java.util.List;

/** Evicts pods of a node that runs short, one at a time: what one frees may be enough. */
final class Evictions {

    static final String REASON = PodRun.EVICTED;
    /** Grace period of an eviction at a hard threshold, as the kubelet's. */
    static final long GRACE_MILLIS = 1_000;

    private Evictions() {}

    /**
     * Evicts the pods that have exceeded their own limits of local storage; where there are none, the pod that is first
     * in the ranking when something is short and none is on its way out.
     */
    static void relieve(NodeState node, PodBooks books, Signals signals, List<PodUse.Measured> measured, long now) {
        boolean enough = false;
        for (PodUse.Measured use : measured) {
            PodRun pod = node.pods.get(use.uid());
            String exceeded = pod == null ? "" : LocalStorage.exceeded(pod.template(), use);
            enough |= !exceeded.isEmpty() && evict(node, books, use.uid(), exceeded, now);
        }
        if (!enough) {
            relieveNode(node, books, signals, measured, now);
        }
    }

    private static void relieveNode(
            NodeState node, PodBooks books, Signals signals, List<PodUse.Measured> measured, long now) {
        Shortage shortage = node.pressure.shortage(signals);
        boolean underWay = node.pods.values().stream().anyMatch(PodRun::evictionUnderWay);
        if (shortage == null || underWay) {
            return;
        }
        List<PodUse> candidates = new ArrayList<>();
        for (PodUse.Measured use : measured) {
            PodRun pod = node.pods.get(use.uid());
            if (pod != null && evictable(pod)) {
                candidates.add(new PodUse(
                        use.uid(),
                        pod.template().priority(),
                        use.memoryBytes(),
                        pod.template().requests().memoryBytes(),
                        use.diskBytes(),
                        diskRequest(pod)));
            }
        }
        for (PodUse first : Ranking.of(shortage, candidates)) {
            evict(node, books, first.uid(), shortage.message(), now);
            return;
        }
    }

    /** Evicts one pod; false when there is nothing to evict. */
    static boolean evict(NodeState node, PodBooks books, String uid, String message, long now) {
        PodRun pod = node.pods.get(uid);
        if (pod == null || !evictable(pod)) {
            return false;
        }
        pod.warn(REASON, message, now);
        pod.end(PodEvent.FAIL, REASON, message, now, GRACE_MILLIS);
        books.step(node, pod, true, now);
        return true;
    }

    private static boolean evictable(PodRun pod) {
        return pod.state() == PodState.STARTING || pod.state() == PodState.RUNNING;
    }

    private static long diskRequest(PodRun pod) {
        long sum = 0;
        for (ContainerSpec container : pod.template().containers()) {
            String text = Json.mapAt(container.json(), "resources", "requests").getOrDefault("ephemeral-storage", "0");
            sum += Quantity.parse(text).units();
        }
        return sum;
    }
}
