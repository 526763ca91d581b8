package io.shiplog.scheduler.queue;

import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.framework.QueueSort;
import io.shiplog.scheduler.queue.QueuedPod.Place;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.PodInfo;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pods that wait, in three places: active (to be tried now, by priority, then in order of arrival), in back-off (to be
 * tried
 * when their time has come), unschedulable (until the cluster changes in a way that can help what refused them, or
 * {@link #FLUSH_AFTER_MILLIS} have passed). Times are arguments, in epoch milliseconds.
 */
public final class SchedulingQueue {

    /** A pod does not stay unschedulable for longer without another try, lest a missed change lets it wait for ever. */
    public static final long FLUSH_AFTER_MILLIS = 5 * 60_000;

    /** By spec.schedulerName. */
    private final Map<String, Profile> profiles = new HashMap<>();

    private final BackOff backOff;
    private final Map<ObjectKey, QueuedPod> all = new HashMap<>();
    private final TreeSet<QueuedPod> active;
    private final TreeSet<QueuedPod> waiting = new TreeSet<>(
            Comparator.<QueuedPod>comparingLong(q -> q.backOffUntilMillis).thenComparingLong(q -> q.sequence));
    /** By who refused them, so that a change is judged once for thousands of likes; in each group the oldest first. */
    private final Map<Refusal, Map<ObjectKey, QueuedPod>> unschedulable = new LinkedHashMap<>();

    private long nextSequence;
    private int unschedulableCount;

    /** By whom a pod was refused: plugins of its profile. */
    private record Refusal(String schedulerName, Set<String> plugins) {
        static Refusal of(QueuedPod queued) {
            return new Refusal(queued.pod.shape().schedulerName(), queued.refusedBy);
        }
    }

    /** An empty queue for the pods of these profiles, which all have the same queueSort. */
    public SchedulingQueue(List<Profile> profiles, BackOff backOff) {
        profiles.forEach(profile -> this.profiles.put(profile.schedulerName(), profile));
        this.backOff = backOff;
        QueueSort sort = profiles.get(0).queueSort();
        this.active = new TreeSet<>(Comparator.<QueuedPod, PodInfo>comparing(QueuedPod::pod, sort::compare)
                .thenComparingLong(q -> q.sequence));
    }

    /** Is there a profile for the pod? If not, it waits for another scheduler and has no place here. */
    public boolean serves(PodInfo pod) {
        return profiles.containsKey(pod.shape().schedulerName());
    }

    /**
     * A pod to be placed, at once. One that waits already goes on with what is now known of it, without its back-off.
     */
    public void add(PodInfo pod) {
        remove(pod.key());
        QueuedPod queued = new QueuedPod(pod);
        all.put(pod.key(), queued);
        activate(queued);
    }

    /**
     * A pod that waits here is another now: it keeps its place, and when it fitted nowhere, it is tried again (not
     * before its back-off ends) if what happened to it can help.
     */
    public void update(PodInfo pod, Set<ClusterEvent> happened) {
        QueuedPod queued = all.get(pod.key());
        if (queued == null) {
            return;
        }
        if (queued.place == Place.ACTIVE) {
            active.remove(queued);
            queued.pod = pod;
            active.add(queued);
            return;
        }
        queued.pod = pod;
        if (queued.place == Place.UNSCHEDULABLE && helps(happened, Refusal.of(queued))) {
            leave(queued);
            wait(queued);
        }
    }

    /** A pod that waits here is tried at once, whatever is left of its back-off; an active one keeps its place. */
    public void tryNow(ObjectKey key) {
        QueuedPod queued = all.get(key);
        if (queued != null && queued.place != Place.ACTIVE) {
            leave(queued);
            activate(queued);
        }
    }

    /** The pod needs no node any more. */
    public void remove(ObjectKey key) {
        QueuedPod queued = all.remove(key);
        if (queued != null) {
            leave(queued);
        }
    }

    /** Takes out the next pod to try and counts the attempt, or null when nothing is active. */
    public @Nullable QueuedPod poll() {
        QueuedPod next = active.pollFirst();
        if (next != null) {
            next.place = Place.NOWHERE;
            next.attempts++;
            all.remove(next.pod.key());
        }
        return next;
    }

    /** No node fitted; the plugins are those that refused. */
    public void unschedulable(QueuedPod queued, Set<String> refusedBy, long now) {
        failed(queued, refusedBy, now);
        queued.place = Place.UNSCHEDULABLE;
        unschedulable
                .computeIfAbsent(Refusal.of(queued), r -> new LinkedHashMap<>())
                .put(queued.pod.key(), queued);
        unschedulableCount++;
    }

    /** The attempt failed for a reason that is no node's: try again after the back-off. */
    public void backOff(QueuedPod queued, long now) {
        failed(queued, Set.of(), now);
        wait(queued);
    }

    /** The same for a pod that had been placed and has left the queue. */
    public void backOff(PodInfo pod, int attempts, long now) {
        remove(pod.key());
        QueuedPod queued = new QueuedPod(pod);
        queued.attempts = Math.max(1, attempts);
        queued.sequence = nextSequence++;
        backOff(queued, now);
    }

    private void failed(QueuedPod queued, Set<String> refusedBy, long now) {
        queued.refusedBy = refusedBy;
        queued.triedMillis = now;
        queued.backOffUntilMillis = now + backOff.millis(queued.attempts);
        all.put(queued.pod.key(), queued);
    }

    /** The cluster has changed: pods that this may help are tried again, not before their back-off ends. */
    public void changed(Set<ClusterEvent> events, long now) {
        for (Map.Entry<Refusal, Map<ObjectKey, QueuedPod>> group : List.copyOf(unschedulable.entrySet())) {
            if (helps(events, group.getKey())) {
                for (QueuedPod queued : List.copyOf(group.getValue().values())) {
                    retry(queued, now);
                }
            }
        }
    }

    /** Every pod that fitted nowhere is tried again, not before its back-off ends. */
    public void retryUnschedulable(long now) {
        for (Map<ObjectKey, QueuedPod> group : List.copyOf(unschedulable.values())) {
            for (QueuedPod queued : List.copyOf(group.values())) {
                retry(queued, now);
            }
        }
    }

    /** A pod that nobody refused met a cluster without nodes: any new node helps. */
    private boolean helps(Set<ClusterEvent> events, Refusal refusal) {
        Profile profile = profiles.get(refusal.schedulerName);
        if (refusal.plugins.isEmpty() || profile == null) {
            return events.contains(ClusterEvent.NODE_ADDED);
        }
        return events.stream().anyMatch(event -> profile.helps(event, refusal.plugins));
    }

    /** Moves what is due: ended back-offs, and pods that were unschedulable for too long. */
    public void advance(long now) {
        while (!waiting.isEmpty() && waiting.first().backOffUntilMillis <= now) {
            QueuedPod due = waiting.first();
            leave(due);
            activate(due);
        }
        List<QueuedPod> old = new ArrayList<>();
        for (Map<ObjectKey, QueuedPod> group : unschedulable.values()) {
            for (QueuedPod queued : group.values()) {
                if (queued.triedMillis + FLUSH_AFTER_MILLIS > now) {
                    break;
                }
                old.add(queued);
            }
        }
        old.forEach(queued -> retry(queued, now));
    }

    private void retry(QueuedPod queued, long now) {
        leave(queued);
        if (queued.backOffUntilMillis <= now) {
            activate(queued);
        } else {
            wait(queued);
        }
    }

    private void activate(QueuedPod queued) {
        queued.sequence = nextSequence++;
        queued.place = Place.ACTIVE;
        active.add(queued);
    }

    private void wait(QueuedPod queued) {
        queued.place = Place.BACK_OFF;
        waiting.add(queued);
    }

    private void leave(QueuedPod queued) {
        switch (queued.place) {
            case ACTIVE -> active.remove(queued);
            case BACK_OFF -> waiting.remove(queued);
            case UNSCHEDULABLE -> {
                Refusal refusal = Refusal.of(queued);
                Map<ObjectKey, QueuedPod> group = unschedulable.getOrDefault(refusal, Map.of());
                if (group.remove(queued.pod.key()) != null) {
                    unschedulableCount--;
                }
                if (group.isEmpty()) {
                    unschedulable.remove(refusal);
                }
            }
            case NOWHERE -> {}
        }
        queued.place = Place.NOWHERE;
    }

    /** When {@link #advance} has something to do next, epoch milliseconds; Long.MAX_VALUE when never. */
    public long nextMillis() {
        long next = waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().backOffUntilMillis;
        for (Map<ObjectKey, QueuedPod> group : unschedulable.values()) {
            next = Math.min(next, group.values().iterator().next().triedMillis + FLUSH_AFTER_MILLIS);
        }
        return next;
    }

    public int activeCount() {
        return active.size();
    }

    public int backOffCount() {
        return waiting.size();
    }

    public int unschedulableCount() {
        return unschedulableCount;
    }

    /** Does the pod wait here? */
    public boolean contains(ObjectKey key) {
        return all.containsKey(key);
    }
}
