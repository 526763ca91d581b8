package io.shiplog.reconciler.controller.common;

import io.shiplog.schemas.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Which surplus pods go first: those without a node, then Pending before Unknown before Running, not ready before
 * ready, not yet available before available (ours: it keeps a rollout's promise, and minReadySeconds is mostly 0),
 * lower pod-deletion-cost, nodes with more related pods, ready for a shorter time, more restarts, younger. Ages count
 * on a logarithmic scale, so that pods of about the same age are taken in the order of their uids, which is as good as
 * random: 5 and 8 hours are alike (both between 2^44 and 2^45 ns), 2 and 5 hours are not.
 */
public final class PodDeletionOrder implements Comparator<KubeObject> {

    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final BytePattern COST_BYTES = new BytePattern(COST.getBytes(StandardCharsets.UTF_8));
    private static final long NO_SCALE = Long.MIN_VALUE;

    private final Map<String, Integer> relatedOnNode;
    private final long minReadySeconds;
    private final long nowMillis;
    private final boolean costSupported;

    private PodDeletionOrder(
            Map<String, Integer> relatedOnNode, long minReadySeconds, long nowMillis, boolean costSupported) {
        this.relatedOnNode = relatedOnNode;
        this.minReadySeconds = minReadySeconds;
        this.nowMillis = nowMillis;
        this.costSupported = costSupported;
    }

    /**
     * The order for a ReplicaSet.
     *
     * @param relatedOnNode how many active pods of the same application run on a node
     * @param minReadySeconds for how long a pod must be ready to count as available
     */
    public static PodDeletionOrder of(Map<String, Integer> relatedOnNode, long minReadySeconds, long nowMillis) {
        return new PodDeletionOrder(relatedOnNode, minReadySeconds, nowMillis, true);
    }

    /** As {@link #of}, for a kind whose pods have no pod-deletion-cost. */
    public static PodDeletionOrder withoutCosts(Map<String, Integer> relatedOnNode, long nowMillis) {
        return new PodDeletionOrder(relatedOnNode, 0, nowMillis, false);
    }

    /** The order without ranks, costs and logarithms, where ages are compared exactly. */
    public static PodDeletionOrder exact() {
        return new PodDeletionOrder(Map.of(), 0, NO_SCALE, false);
    }

    /** How many of these pods are on each node. */
    public static Map<String, Integer> countByNode(Iterable<KubeObject> active) {
        Map<String, Integer> out = new HashMap<>();
        for (KubeObject pod : active) {
            out.merge(pod.node(), 1, Integer::sum);
        }
        return out;
    }

    /** The first count pods in this order; all of them as they come when count is their number. */
    public List<KubeObject> first(List<KubeObject> pods, int count) {
        if (count >= pods.size()) {
            return pods;
        }
        if (count <= 0) {
            return List.of();
        }
        // Keeps the best count pods, the worst of them on top: one comparison for most pods, no sorting of them all.
        PriorityQueue<KubeObject> best = new PriorityQueue<>(count + 1, reversed());
        for (KubeObject pod : pods) {
            if (best.size() < count) {
                best.add(pod);
                continue;
            }
            KubeObject worst = best.peek();
            if (worst != null && compare(pod, worst) < 0) {
                best.poll();
                best.add(pod);
            }
        }
        // Not List.sort: logarithms make this order intransitive for a few odd triples, which a heap does not mind.
        List<KubeObject> out = new ArrayList<>(count);
        for (KubeObject pod = best.poll(); pod != null; pod = best.poll()) {
            out.add(pod);
        }
        Collections.reverse(out);
        return out;
    }

    @Override
    public int compare(KubeObject a, KubeObject b) {
        if (a.node().isEmpty() != b.node().isEmpty()) {
            return a.node().isEmpty() ? -1 : 1;
        }
        int order = Integer.compare(phaseOrder(a), phaseOrder(b));
        if (order == 0) {
            order = Boolean.compare(a.pod().ready(), b.pod().ready());
        }
        if (order == 0 && minReadySeconds > 0) {
            order = Boolean.compare(
                    a.pod().available(minReadySeconds, nowMillis), b.pod().available(minReadySeconds, nowMillis));
        }
        if (order == 0 && costSupported) {
            order = Integer.compare(cost(a), cost(b));
        }
        if (order == 0) {
            order = Integer.compare(related(b), related(a));
        }
        return order == 0 ? compareAges(a, b) : order;
    }

    private int compareAges(KubeObject a, KubeObject b) {
        if (a.pod().ready()) {
            long readyA = a.pod().readySinceMillis();
            long readyB = b.pod().readySinceMillis();
            if (readyA != readyB) {
                return compareAge(readyA, readyB, a, b);
            }
        }
        int order = Integer.compare(b.pod().restarts(), a.pod().restarts());
        if (order == 0 && a.creationMillis() != b.creationMillis()) {
            return compareAge(a.creationMillis(), b.creationMillis(), a, b);
        }
        return order;
    }

    /** The younger first; no time at all is youngest. */
    private int compareAge(long timeA, long timeB, KubeObject a, KubeObject b) {
        if (timeA == 0 || timeB == 0) {
            return timeA == 0 ? -1 : 1;
        }
        if (nowMillis == NO_SCALE) {
            return Long.compare(timeB, timeA);
        }
        int order = Long.compare(magnitude(nowMillis - timeA), magnitude(nowMillis - timeB));
        return order == 0 ? a.uid().compareTo(b.uid()) : order;
    }

    private static long magnitude(long ageMillis) {
        return ageMillis <= 0 ? -1 : (long) (Math.log(ageMillis * 1e6) / Math.log(2));
    }

    private int related(KubeObject pod) {
        return relatedOnNode.getOrDefault(pod.node(), 0);
    }

    private static int phaseOrder(KubeObject pod) {
        return switch (pod.pod().phase()) {
            case "Unknown" -> 1;
            case "Running" -> 2;
            default -> 0;
        };
    }

    /** The annotation's value; 0 when it is absent or no 32-bit integer. Pods without it are not parsed. */
    private static int cost(KubeObject pod) {
        if (!COST_BYTES.in(pod.json())) {
            return 0;
        }
        try {
            return Integer.parseInt(pod.annotation(COST));
        } catch (NumberFormatException noCost) {
            return 0;
        }
    }
}
