package io.shiplog.scheduler.core;

import io.shiplog.scheduler.cycle.FitError;
import io.shiplog.scheduler.queue.SchedulingQueue;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.NodeInfo;
import io.shiplog.scheduler.snapshot.Nominations;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodLives;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pods for which others have to go: who is nominated to which node, and which victims were asked and have not been seen
 * going. A victim counts as terminating from the moment on that it was asked, so that nobody is asked twice and nobody
 * else is asked instead of it.
 */
final class Preemptions implements PodLives {

    /** A victim that is not seen going for so long was not reached: its preemptor looks again. */
    static final long ASKED_MAX_MILLIS = 30_000;

    private record Asked(String node, long millis) {}

    private final ClusterSnapshot snapshot;
    private final SchedulingQueue queue;
    private final Map<ObjectKey, TrackedPod> pods;
    /** By uid, the first asked first. */
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /**
     * Nobody is nominated yet.
     *
     * @param pods all that are known, kept by another
     */
    Preemptions(ClusterSnapshot snapshot, SchedulingQueue queue, Map<ObjectKey, TrackedPod> pods) {
        this.snapshot = snapshot;
        this.queue = queue;
        this.pods = pods;
        snapshot.lives(this);
    }

    @Override
    public long startSeconds(PodInfo pod) {
        TrackedPod known = pods.get(pod.key());
        return known == null || known.startSeconds == 0 ? Long.MAX_VALUE : known.startSeconds;
    }

    @Override
    public boolean terminating(PodInfo pod) {
        TrackedPod known = pods.get(pod.key());
        return (known != null && known.deleting) || asked.containsKey(pod.uid());
    }

    /** An attempt found no node: what came of preemption is noted, and asked of others in the batches. */
    void decided(PodInfo pod, FitError error, Batches batches, long now) {
        String node = error.nominatedNode();
        Nominations nominations = snapshot.nominations();
        if (node == null) {
            return;
        }
        if (node.isEmpty()) {
            nominations.remove(pod);
            return;
        }
        nominations.put(pod, node);
        for (PodInfo victim : error.victims()) {
            if (!terminating(victim)) {
                asked.put(victim.uid(), new Asked(node, now));
                batches.preempt(victim, node, pod);
            }
        }
        // They reckoned with room that is now promised to a more important pod.
        for (PodInfo other : nominations.at(node)) {
            if (other.shape().priority() < pod.shape().priority()) {
                nominations.remove(other);
                tryNow(other);
            }
        }
    }

    /**
     * What a report of a pod that fits nowhere is to say of its nomination: the node, empty that it has none, null when
     * the log says the right thing already.
     */
    @Nullable
    String toSay(PodInfo pod) {
        TrackedPod known = pods.get(pod.key());
        String said = known == null ? "" : known.nominatedNode;
        String node = snapshot.nominations().nodeOf(pod);
        String right = node == null ? "" : node;
        return right.equals(said) ? null : right;
    }

    /** The log says that a waiting pod is nominated, and this scheduler has not decided about it. */
    void nominated(TrackedPod pod) {
        if (!pod.nominatedNode.isEmpty()) {
            snapshot.nominations().put(pod.info, pod.nominatedNode);
        }
    }

    /** The log says something else of the pod's nomination than before. */
    void said(TrackedPod pod) {
        if (pod.nominatedNode.isEmpty()) {
            snapshot.nominations().remove(pod.info);
        } else {
            snapshot.nominations().put(pod.info, pod.nominatedNode);
        }
    }

    /** A waiting pod is what it is now: its nomination stays. */
    void changed(PodInfo now) {
        String node = snapshot.nominations().nodeOf(now);
        if (node != null) {
            snapshot.nominations().put(now, node);
        }
    }

    /** The pod waits no more, or is another one: its nomination ends. */
    void ended(PodInfo pod) {
        if (!snapshot.nominations().isEmpty()) {
            snapshot.nominations().remove(pod);
        }
    }

    /** The pod has left this node: whoever waited for the last victim there is tried at once. */
    void left(TrackedPod pod, String node) {
        boolean wasAsked = asked.remove(pod.info.uid()) != null;
        if ((wasAsked || pod.deleting) && !snapshot.nominations().isEmpty()) {
            tryNominated(node);
        }
    }

    private void tryNominated(String node) {
        for (PodInfo waiting : snapshot.nominations().at(node)) {
            NodeInfo there = snapshot.find(node);
            boolean more = there != null
                    && there.pods().stream()
                            .anyMatch(pod ->
                                    pod.shape().priority() < waiting.shape().priority() && terminating(pod));
            if (!more) {
                tryNow(waiting);
            }
        }
    }

    private void tryNow(PodInfo waiting) {
        queue.tryNow(waiting.key());
    }

    /** What was asked in an earlier epoch may have been refused: it is asked again where it is still wanted. */
    void askAgain() {
        asked.clear();
    }

    void expire(long now) {
        List<String> late = new ArrayList<>();
        for (Map.Entry<String, Asked> one : asked.entrySet()) {
            if (now - one.getValue().millis() < ASKED_MAX_MILLIS) {
                break;
            }
            late.add(one.getKey());
        }
        for (String uid : late) {
            Asked was = asked.remove(uid);
            if (was != null) {
                tryNominated(was.node());
            }
        }
    }

    /** When the first of those asked is taken for not reached, or Long.MAX_VALUE. */
    long nextMillis() {
        return asked.isEmpty()
                ? Long.MAX_VALUE
                : asked.values().iterator().next().millis() + ASKED_MAX_MILLIS;
    }
}
