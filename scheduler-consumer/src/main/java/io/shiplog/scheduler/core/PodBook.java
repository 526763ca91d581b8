package io.shiplog.scheduler.core;

import io.shiplog.scheduler.core.Kept.KeptPod;
import io.shiplog.scheduler.queue.SchedulingQueue;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.PodChanges;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.scheduler.snapshot.PodShapes;
import io.shiplog.scheduler.snapshot.SpecFingerprint;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every pod that waits for a node or holds resources of one, and the step from the one to the other. */
final class PodBook {

    /** A placement whose record does not appear for so long is taken back. */
    static final long ASSUMED_MAX_MILLIS = 30_000;

    private final ClusterSnapshot snapshot;
    private final SchedulingQueue queue;
    private final PodShapes shapes;
    private final Preemptions preemptions;
    /** In the order in which they were heard of, which is the order in which those of equal priority are placed. */
    private final Map<ObjectKey, TrackedPod> pods = new LinkedHashMap<>();
    /** Assumed pods, the oldest first. */
    private final Map<ObjectKey, TrackedPod> assumed = new LinkedHashMap<>();
    /** What has happened since the queue was told last. */
    private final Set<ClusterEvent> events = new LinkedHashSet<>();

    PodBook(ClusterSnapshot snapshot, SchedulingQueue queue) {
        this.snapshot = snapshot;
        this.queue = queue;
        this.shapes = new PodShapes(snapshot.resources());
        this.preemptions = new Preemptions(snapshot, queue, pods);
    }

    void see(Seen seen) {
        TrackedPod known = pods.get(seen.key());
        if (known != null && (seen.gone() || !known.info.uid().equals(seen.uid()))) {
            forget(seen.key(), known);
            known = null;
        }
        if (seen.gone()) {
            return;
        }
        if (seen.terminal()) {
            if (known != null) {
                forget(seen.key(), known);
            }
        } else if (seen.node().isEmpty()) {
            seeUnbound(seen, known);
        } else {
            seeBound(seen, known);
        }
    }

    private void seeBound(Seen seen, @Nullable TrackedPod known) {
        TrackedPod pod = known == null ? track(seen, SpecFingerprint.of(seen.json())) : known;
        pod.deleting = seen.deleting();
        pod.nominatedNode = "";
        if (known != null && pod.startSeconds == 0) {
            pod.startSeconds = PodStatusFacts.of(seen.json()).startSeconds();
            if (pod.startSeconds != 0) {
                snapshot.touch(pod.node);
            }
        }
        preemptions.ended(pod.info);
        assumed.remove(seen.key());
        pod.assumed = false;
        if (!pod.node.equals(seen.node())) {
            queue.remove(seen.key());
            release(pod);
            pod.info = asSeen(pod.info, seen);
            hold(pod, seen.node());
            events.add(ClusterEvent.ASSIGNED_POD_ADDED);
        } else if (differs(pod.info, seen)) {
            snapshot.remove(pod.info, pod.node);
            pod.info = asSeen(pod.info, seen);
            snapshot.add(pod.info, pod.node);
            events.add(ClusterEvent.ASSIGNED_POD_CHANGED);
        }
    }

    private static boolean differs(PodInfo pod, Seen seen) {
        return pod.terminating() != seen.deleting() || !pod.labels().equals(seen.labels());
    }

    private PodInfo asSeen(PodInfo pod, Seen seen) {
        return differs(pod, seen) ? pod.with(shapes.labels(seen.labels()), seen.deleting()) : pod;
    }

    private void seeUnbound(Seen seen, @Nullable TrackedPod known) {
        if (seen.deleting()) {
            if (known != null) {
                forget(seen.key(), known);
            }
            return;
        }
        long fingerprint = SpecFingerprint.of(seen.json());
        if (known == null) {
            enqueue(track(seen, fingerprint));
            return;
        }
        String nominated = PodStatusFacts.of(seen.json()).nominatedNode();
        boolean other = !nominated.equals(known.nominatedNode);
        known.nominatedNode = nominated;
        if (known.fingerprint != fingerprint || !known.info.labels().equals(seen.labels())) {
            change(known, info(seen, fingerprint), fingerprint);
        }
        // What this scheduler has decided since the log said the same before stands.
        if (other && !known.assumed && isToBePlaced(known.info)) {
            preemptions.said(known);
        }
    }

    /** One that waits keeps its place in the order; a placement that is under way stands, for the pod as it is now. */
    private void change(TrackedPod pod, PodInfo now, long fingerprint) {
        PodInfo before = pod.info;
        String node = pod.node;
        boolean waited = isToBePlaced(before) && (pod.assumed || node.isEmpty());
        release(pod);
        pod.info = now;
        pod.fingerprint = fingerprint;
        if (!waited) {
            // It comes after all that wait already, also for a scheduler that reads of it in a file.
            pods.remove(now.key());
            pods.put(now.key(), pod);
        }
        if (pod.assumed) {
            hold(pod, node);
        } else if (waited && isToBePlaced(now)) {
            preemptions.changed(now);
            queue.update(now, PodChanges.between(before, now));
        } else {
            preemptions.ended(before);
            queue.remove(now.key());
            enqueue(pod);
        }
    }

    private void enqueue(TrackedPod pod) {
        if (isToBePlaced(pod.info)) {
            preemptions.nominated(pod);
            queue.add(pod.info);
        }
    }

    private boolean isToBePlaced(PodInfo pod) {
        return !pod.shape().gated() && queue.serves(pod);
    }

    /** All pods as the log has them: one that is only assumed somewhere still waits. */
    List<KeptPod> keep() {
        List<KeptPod> out = new ArrayList<>(pods.size());
        pods.forEach((key, pod) -> out.add(KeptPod.of(pod)));
        return out;
    }

    /** Takes in a pod that {@link #keep} gave. */
    void restore(KeptPod kept) {
        TrackedPod pod = new TrackedPod(kept.info(), kept.fingerprint());
        shapes.know(kept.info().shape());
        pod.nominatedNode = kept.nominatedNode();
        pod.startSeconds = kept.startSeconds();
        pod.deleting = kept.deleting();
        pods.put(kept.info().key(), pod);
        if (kept.node().isEmpty()) {
            enqueue(pod);
        } else {
            hold(pod, kept.node());
        }
    }

    private TrackedPod track(Seen seen, long fingerprint) {
        TrackedPod pod = new TrackedPod(info(seen, fingerprint), fingerprint);
        PodStatusFacts status = PodStatusFacts.of(seen.json());
        pod.nominatedNode = seen.node().isEmpty() ? status.nominatedNode() : "";
        pod.startSeconds = status.startSeconds();
        pods.put(seen.key(), pod);
        return pod;
    }

    private PodInfo info(Seen seen, long fingerprint) {
        return new PodInfo(
                seen.key(),
                seen.uid(),
                "",
                shapes.labels(seen.labels()),
                shapes.shape(seen.ownerUid(), fingerprint, () -> Json.parse(seen.json())));
    }

    private void forget(ObjectKey key, TrackedPod pod) {
        preemptions.ended(pod.info);
        release(pod);
        pods.remove(key);
        assumed.remove(key);
        queue.remove(key);
    }

    private void hold(TrackedPod pod, String node) {
        snapshot.add(pod.info, node);
        pod.node = node;
    }

    private void release(TrackedPod pod) {
        if (!pod.node.isEmpty()) {
            String node = pod.node;
            snapshot.remove(pod.info, node);
            pod.node = "";
            events.add(ClusterEvent.ASSIGNED_POD_GONE);
            preemptions.left(pod, node);
        }
    }

    /** We have placed it; it holds its resources from now on. */
    void assume(PodInfo info, String node, int attempts, long now) {
        TrackedPod pod = pods.get(info.key());
        if (pod == null) {
            throw new IllegalStateException("placed a pod that is not known: " + info.key());
        }
        preemptions.ended(info);
        hold(pod, node);
        events.add(ClusterEvent.ASSIGNED_POD_ADDED);
        pod.assumed = true;
        pod.assumedMillis = now;
        pod.attempts = attempts;
        assumed.put(info.key(), pod);
    }

    /** The placement did not come to be: its resources are free again and the pod waits out its back-off. */
    void refused(ObjectKey key, long now) {
        TrackedPod pod = assumed.remove(key);
        if (pod != null) {
            release(pod);
            pod.assumed = false;
            preemptions.nominated(pod);
            if (isToBePlaced(pod.info)) {
                queue.backOff(pod.info, pod.attempts, now);
            }
        }
    }

    void expire(long now) {
        while (nextMillis() <= now) {
            refused(assumed.keySet().iterator().next(), now);
        }
    }

    /** When the oldest placement is taken back unless it appears, or Long.MAX_VALUE. */
    long nextMillis() {
        return assumed.isEmpty()
                ? Long.MAX_VALUE
                : assumed.values().iterator().next().assumedMillis + ASSUMED_MAX_MILLIS;
    }

    int size() {
        return pods.size();
    }

    int assumedCount() {
        return assumed.size();
    }

    Preemptions preemptions() {
        return preemptions;
    }

    void happened(Set<ClusterEvent> more) {
        events.addAll(more);
    }

    /** What has happened since the last call. */
    Set<ClusterEvent> takeEvents() {
        Set<ClusterEvent> out = new LinkedHashSet<>(events);
        events.clear();
        return out;
    }
}
