package io.shiplog.scheduler.core;

import io.shiplog.scheduler.config.SchedulerConfiguration.ProfileConfiguration;
import io.shiplog.scheduler.cycle.FitError;
import io.shiplog.scheduler.cycle.Outcome;
import io.shiplog.scheduler.cycle.Sampling;
import io.shiplog.scheduler.cycle.SchedulingCycle;
import io.shiplog.scheduler.framework.Profile;
import io.shiplog.scheduler.plugin.PluginRegistry;
import io.shiplog.scheduler.queue.QueuedPod;
import io.shiplog.scheduler.queue.SchedulingQueue;
import io.shiplog.scheduler.snapshot.ClusterEvent;
import io.shiplog.scheduler.snapshot.ClusterSnapshot;
import io.shiplog.scheduler.snapshot.DisruptionBudget;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.record.Binding;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.UnschedulablePod;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler without Kafka, clock and threads: fed with what the logs say, it answers with commands to send. The
 * same
 * inputs in the same order give the same outputs. For one thread.
 *
 * <pre>
 * send(core.start(now));
 * loop: core.onResource(seen, now) … core.onReply(reply, now) …
 *       if (core.wantsToCatchUp()) read resources to their end as of now, then core.caughtUp()
 *       send(core.cycle(maxPods, now)); idle until core.nextWake()
 * </pre>
 */
public final class SchedulerCore {

    /**
     * So many placements may be under way, not yet seen bound. Without a bound a scheduler that is faster than the
     * reconciler would take placements back that are merely late, and send them a second time.
     */
    public static final int ASSUMED_MAX = 10_000;

    private final SchedulerSettings settings;
    private final Fencing fencing;
    private final ClusterSnapshot snapshot = new ClusterSnapshot();
    private final SchedulingQueue queue;
    /** By spec.schedulerName. */
    private final Map<String, SchedulingCycle> cycles = new HashMap<>();

    private final PodBook pods;
    private long placed;
    private long failed;
    /** What was said of pods in an earlier epoch may have been refused: it is said again. */
    private boolean sayAgain;

    /** A scheduler that knows nothing yet. */
    public SchedulerCore(SchedulerSettings settings) {
        this.settings = settings;
        this.fencing = new Fencing(settings.instance(), settings.namespacePartitions());
        List<Profile> profiles = new ArrayList<>();
        for (ProfileConfiguration one : settings.configuration().profiles()) {
            Profile profile =
                    PluginRegistry.profile(one.schedulerName(), one.plugins(), one.args(), snapshot.resources());
            profiles.add(profile);
            cycles.put(one.schedulerName(), new SchedulingCycle(profile, new Sampling(one.percentageOfNodesToScore())));
        }
        this.queue = new SchedulingQueue(profiles, settings.configuration().backOff());
        this.pods = new PodBook(snapshot, queue);
    }

    /** Registers for an epoch; nothing is placed before every partition has echoed it. */
    public List<Output> start(Instant now) {
        fencing.register(now.toEpochMilli());
        pods.preemptions().askAgain();
        sayAgain = true;
        return List.of(Batches.register(settings, fencing.requestId()));
    }

    /** Takes in one record of the resources log; other kinds than it schedules by are ignored. */
    public void onResource(Seen seen) {
        if (!seen.key().group().isEmpty()) {
            onBudget(seen);
        } else if (seen.key().kind().equals(Kinds.POD.kind())) {
            pods.see(seen);
        } else if (seen.key().kind().equals(Kinds.NODE.kind())) {
            if (seen.gone()) {
                pods.happened(snapshot.removeNode(seen.key().name()));
            } else {
                pods.happened(snapshot.putNode(Json.parse(seen.json())));
            }
        } else if (seen.key().kind().equals(Kinds.NAMESPACE.kind())) {
            String name = seen.key().name();
            pods.happened(seen.gone() ? snapshot.removeNamespace(name) : snapshot.putNamespace(name, seen.labels()));
        }
    }

    private void onBudget(Seen seen) {
        if (!seen.key().kind().equals(Kinds.POD_DISRUPTION_BUDGET.kind())) {
            return;
        }
        if (seen.gone()) {
            snapshot.removeBudget(seen.key());
        } else {
            snapshot.putBudget(DisruptionBudget.of(seen.key(), Json.parse(seen.json())));
        }
    }

    /** The same for a change of an object held elsewhere: before null when it is new, after null when it is gone. */
    public void onResource(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (after != null) {
            onResource(Seen.of(after));
        } else if (before != null) {
            onResource(Seen.gone(before.key()));
        }
    }

    /** What it knows from the resources log; may be written by another thread while this goes on. */
    public Kept keep() {
        return new Kept(
                snapshot.resources().names(),
                snapshot.namespaces().all(),
                snapshot.nodeFacts(),
                pods.keep(),
                List.copyOf(snapshot.budgets()));
    }

    /** Knows from now on what another scheduler knew; for one that has seen nothing yet. */
    public void restore(Kept kept) {
        kept.namespaces().forEach((name, labels) -> pods.happened(snapshot.putNamespace(name, labels)));
        kept.nodes().forEach(node -> pods.happened(snapshot.putNode(node)));
        kept.pods().forEach(pods::restore);
        kept.budgets().forEach(snapshot::putBudget);
    }

    /** Takes in one record of the replies log; those for others are ignored. */
    public List<Output> onReply(Reply reply, Instant now) {
        fencing.echo(reply);
        ObjectRef ref = reply.getRef();
        ByteBuffer status = reply.getStatus();
        if (!reply.getRequestId().startsWith(bindPrefix()) || status == null || ref == null) {
            return List.of();
        }
        pods.refused(Kinds.POD.key(ref.getNamespace(), ref.getName()), now.toEpochMilli());
        boolean current =
                fencing.phase() == Fencing.Phase.PLACING && reply.getRequestId().equals(bindRequestId());
        return current && saysStale(status) ? start(now) : List.of();
    }

    private static boolean saysStale(ByteBuffer status) {
        byte[] json = new byte[status.remaining()];
        status.duplicate().get(json);
        return StatusException.hasCause(Json.parse(json), StatusException.STALE_SCHEDULER_EPOCH);
    }

    private String bindPrefix() {
        return settings.instance() + "/bind/";
    }

    private String bindRequestId() {
        return bindPrefix() + fencing.epoch();
    }

    /** True when all partitions have echoed: the resources log is to be read to its end as of a moment after this. */
    public boolean wantsToCatchUp() {
        return fencing.phase() == Fencing.Phase.CATCHING_UP;
    }

    /** The log has been read to its end as of a moment after {@link #wantsToCatchUp} became true. */
    public void caughtUp() {
        fencing.caughtUp();
    }

    /** True while it may place pods. */
    public boolean placing() {
        return fencing.phase() == Fencing.Phase.PLACING;
    }

    /** Does what is due and tries at most maxPods waiting pods; returns what is to be sent, in this order. */
    public List<Output> cycle(int maxPods, Instant now) {
        long millis = now.toEpochMilli();
        pods.expire(millis);
        pods.preemptions().expire(millis);
        Set<ClusterEvent> events = pods.takeEvents();
        if (!events.isEmpty()) {
            queue.changed(events, millis);
        }
        queue.advance(millis);
        if (fencing.registrationIsLate(millis)) {
            return start(now);
        }
        if (!placing()) {
            return List.of();
        }
        if (sayAgain) {
            sayAgain = false;
            queue.retryUnschedulable(millis);
        }
        Batches batches = new Batches(settings);
        for (int tried = 0; tried < maxPods && pods.assumedCount() < ASSUMED_MAX; tried++) {
            QueuedPod next = queue.poll();
            if (next == null) {
                break;
            }
            place(next, batches, millis);
        }
        return batches.outputs(bindRequestId(), fencing.epoch());
    }

    private void place(QueuedPod next, Batches batches, long now) {
        ObjectKey key = next.pod().key();
        String profile = next.pod().shape().schedulerName();
        Outcome outcome = Objects.requireNonNull(cycles.get(profile)).schedule(next.pod(), snapshot);
        if (outcome instanceof Outcome.Placed found) {
            placed++;
            String node = found.node().name();
            pods.assume(next.pod(), node, next.attempts(), now);
            batches.bind(key.namespace(), new Binding(key.name(), next.pod().uid(), node));
        } else if (outcome instanceof FitError error) {
            failed++;
            queue.unschedulable(next, error.plugins(), now);
            pods.preemptions().decided(next.pod(), error, batches, now);
            String nominated = pods.preemptions().toSay(next.pod());
            batches.unschedulable(
                    key.namespace(), new UnschedulablePod(key.name(), next.pod().uid(), error.message(), nominated));
        }
    }

    /** Is there a pod that {@link #cycle} would try at once? */
    public boolean hasWork() {
        return placing() && queue.activeCount() > 0 && pods.assumedCount() < ASSUMED_MAX;
    }

    /** When {@link #cycle} has something to do although nothing comes in; null when never. */
    public @Nullable Instant nextWake() {
        long next = Math.min(fencing.nextMillis(), Math.min(queue.nextMillis(), pods.nextMillis()));
        next = Math.min(next, pods.preemptions().nextMillis());
        return next == Long.MAX_VALUE ? null : Instant.ofEpochMilli(next);
    }

    /** What it knows of nodes; to look at, not to change. */
    public ClusterSnapshot snapshot() {
        return snapshot;
    }

    /** The pods that wait; to look at, not to change. */
    public SchedulingQueue queue() {
        return queue;
    }

    /** How many nodes and pods it knows. */
    public int knownCount() {
        return snapshot.size() + pods.size();
    }

    /** Placements under way. */
    public int assumedCount() {
        return pods.assumedCount();
    }

    /** Pods placed since the start. */
    public long placedCount() {
        return placed;
    }

    /** Attempts that found no node, since the start. */
    public long failedCount() {
        return failed;
    }

    /** The epoch it places in, or 0. */
    public long epoch() {
        return fencing.epoch();
    }
}
