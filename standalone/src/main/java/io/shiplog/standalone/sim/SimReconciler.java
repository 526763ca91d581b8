package io.shiplog.standalone.sim;

import io.shiplog.reconciler.engine.Out;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One stream thread of the reconciler with its tasks: reads, lets the tasks work, writes in a transaction,
 * commits it with
 * the input offsets; dies and is aborted where a fault says so.
 */
final class SimReconciler {

    private static final int LATENCY_MILLIS_MAX = 4;
    private static final int BATCH_MAX = 40;
    private static final int COMMIT_MILLIS_MIN = 5;
    private static final int COMMIT_MILLIS_SPREAD = 10;
    private static final long PUNCTUATION_MILLIS = 100;
    /** transaction.timeout.ms of the reconciler: after this the broker aborts what a dead process left open. */
    private static final long TRANSACTION_TIMEOUT_MILLIS = 10_000;

    private static final int RESTART_MILLIS_MIN = 200;
    private static final int RESTART_MILLIS_SPREAD = 12_000;
    private static final long SAME_AGE_MILLIS = 50;
    private static final int COMPARE_ONE_IN = 40;

    private final World world;
    private final Random random;
    private final List<SimTask> tasks = new ArrayList<>();
    private final @Nullable SimLiveness liveness;
    private final Map<SimPartition, Long> committed = new LinkedHashMap<>();
    private final Map<SimPartition, Long> positions = new LinkedHashMap<>();
    private final List<Out> unsent = new ArrayList<>();
    private @Nullable SimTransaction transaction;
    private @Nullable FaultKind armed;
    private boolean running = true;
    private boolean pollPlanned;
    private boolean commitPlanned;
    private long tickAt = Long.MAX_VALUE;
    private int life;

    /** A thread that has these partitions, and the heartbeat watch or not. */
    SimReconciler(World world, Random random, List<Integer> partitions, boolean watches) {
        this.world = world;
        this.random = random;
        for (int partition : partitions) {
            tasks.add(new SimTask(world, partition));
            input(world.log().partition(Topics.COMMANDS, partition));
            input(world.log().partition(Topics.POD_STATUS, partition));
        }
        if (watches) {
            liveness = new SimLiveness(wall());
            input(world.log().partition(Topics.NODE_HEARTBEATS, 0));
            planWatch();
        } else {
            liveness = null;
        }
    }

    private void input(SimPartition partition) {
        committed.put(partition, 0L);
        positions.put(partition, 0L);
        partition.onReadable(() -> planPoll(1 + random.nextInt(LATENCY_MILLIS_MAX)));
    }

    private long wall() {
        return world.clock().wall(SimClock.Machine.RECONCILER);
    }

    boolean running() {
        return running;
    }

    /** Prepares a fault for the next point at which it can happen. */
    void arm(FaultKind kind) {
        armed = kind;
    }

    /** A fault that has found no point yet at which it can happen does not happen any more. */
    void disarm() {
        armed = null;
    }

    /** It dies with all else, wherever it is. */
    void kill() {
        if (running) {
            armed = null;
            die();
        }
    }

    /** The broker answers again. */
    void brokerBack() {
        if (!running) {
            return;
        }
        if ((transaction != null || !unsent.isEmpty()) && random.nextBoolean()) {
            abort();
        } else {
            planCommit();
        }
        planPoll(1 + random.nextInt(1_000));
    }

    private void inThisLife(long delayMillis, Runnable action) {
        int here = life;
        world.clock().in(delayMillis, () -> {
            if (life == here && running) {
                action.run();
            }
        });
    }

    private void planPoll(long delayMillis) {
        if (running && !pollPlanned) {
            pollPlanned = true;
            inThisLife(delayMillis, () -> {
                pollPlanned = false;
                poll();
            });
        }
    }

    private void planCommit() {
        if (!commitPlanned) {
            commitPlanned = true;
            inThisLife(COMMIT_MILLIS_MIN + random.nextInt(COMMIT_MILLIS_SPREAD), () -> {
                commitPlanned = false;
                commit();
            });
        }
    }

    private void planWatch() {
        world.clock().in(SimLiveness.TICK_MILLIS, () -> {
            planWatch();
            if (running && liveness != null) {
                sendCommands(liveness.tick(wall()));
            }
        });
    }

    /** Plans the next punctuation at which some task's alarm may ring. */
    private void planTick() {
        if (!running) {
            return;
        }
        long wait = Long.MAX_VALUE;
        for (SimTask task : tasks) {
            wait = Math.min(wait, task.tickWait());
        }
        if (wait == Long.MAX_VALUE) {
            return;
        }
        long at = (world.clock().now() + wait + PUNCTUATION_MILLIS) / PUNCTUATION_MILLIS * PUNCTUATION_MILLIS;
        if (at < tickAt) {
            tickAt = at;
            inThisLife(at - world.clock().now(), () -> ring(at));
        }
    }

    private void ring(long planned) {
        if (tickAt != planned) {
            return;
        }
        tickAt = Long.MAX_VALUE;
        for (SimTask task : tasks) {
            Out tick = task.tick();
            if (tick != null) {
                send(List.of(tick));
            }
        }
        planTick();
    }

    private void poll() {
        if (!world.log().up()) {
            return;
        }
        int budget = 1 + random.nextInt(BATCH_MAX);
        int here = life;
        while (budget-- > 0) {
            SimPartition from = pick();
            if (from == null) {
                break;
            }
            SimPartition.Batch batch = from.read(positions.getOrDefault(from, 0L), 1);
            positions.put(from, batch.next());
            for (SimRecord record : batch.records()) {
                take(record);
            }
            if (life != here) {
                return;
            }
        }
        planCommit();
        planTick();
        if (pick() != null) {
            planPoll(1);
        }
    }

    /**
     * The next input: any task's turn, and of a task's inputs the one whose next record is older, as Streams
     * chooses among
     * what it has fetched; which of two that are about equally old comes first is chance.
     */
    private @Nullable SimPartition pick() {
        List<SimPartition> ready = new ArrayList<>();
        positions.forEach((partition, position) -> {
            if (position < partition.lastStable()) {
                ready.add(partition);
            }
        });
        if (ready.isEmpty()) {
            return null;
        }
        SimPartition any = ready.get(random.nextInt(ready.size()));
        for (SimPartition other : ready) {
            boolean sameTask = other.number() == any.number()
                    && !other.topic().equals(Topics.NODE_HEARTBEATS)
                    && !any.topic().equals(Topics.NODE_HEARTBEATS);
            if (sameTask && head(other) + SAME_AGE_MILLIS < head(any)) {
                any = other;
            }
        }
        return any;
    }

    private long head(SimPartition partition) {
        return partition.at(positions.getOrDefault(partition, 0L)).timestampMillis();
    }

    private void take(SimRecord record) {
        if (record.topic().equals(Topics.NODE_HEARTBEATS)) {
            if (liveness != null && record.value() instanceof HeartbeatBatch batch) {
                sendCommands(liveness.heard(batch, wall()));
            }
            return;
        }
        for (SimTask task : tasks) {
            if (task.partition() == record.partition()) {
                List<Out> outs = task.process(record);
                if (armed == FaultKind.RECONCILER_CRASH_IN_SLICE && outs.size() > 1) {
                    send(outs.subList(0, outs.size() / 2));
                    die();
                    return;
                }
                send(outs);
            }
        }
    }

    private void sendCommands(List<SpecificRecord> commands) {
        int partition = Partitioning.of("", world.partitions());
        List<Out> outs = new ArrayList<>();
        commands.forEach(command -> outs.add(new Out(Topics.COMMANDS, partition, "", command)));
        send(outs);
    }

    /** Into the open transaction; with the broker away into the producer's buffer. */
    private void send(List<Out> outs) {
        if (outs.isEmpty()) {
            return;
        }
        unsent.addAll(outs);
        if (world.log().up()) {
            flush();
        }
        planCommit();
    }

    private void flush() {
        SimTransaction here = transaction;
        if (here == null && !unsent.isEmpty()) {
            here = new SimTransaction();
            transaction = here;
        }
        for (Out out : unsent) {
            world.log().append(out.topic(), out.partition(), out.key(), out.value(), here);
        }
        unsent.clear();
    }

    private void commit() {
        if (!world.log().up()) {
            return; // brokerBack decides
        }
        flush();
        boolean writes = transaction != null;
        if (armed == FaultKind.RECONCILER_CRASH_BEFORE_COMMIT && writes) {
            die();
            return;
        }
        if (armed == FaultKind.TRANSACTION_ABORTED && writes) {
            world.count(FaultKind.TRANSACTION_ABORTED);
            armed = null;
            abort();
            return;
        }
        tasks.forEach(SimTask::commit);
        if (liveness != null) {
            liveness.commit();
        }
        committed.putAll(positions);
        SimTransaction done = transaction;
        transaction = null;
        if (done != null) {
            world.log().commit(done);
        }
        if (random.nextInt(COMPARE_ONE_IN) == 0) {
            compare();
        }
        if (armed == FaultKind.RECONCILER_CRASH_AFTER_COMMIT && writes) {
            die();
        }
    }

    /** Everything is committed: the heap must be what the store says. */
    void compare() {
        if (transaction == null && unsent.isEmpty() && positions.equals(committed)) {
            tasks.forEach(task -> world.checks().heapComparedWithStore(task.partition(), task.differences()));
        }
    }

    private void abort() {
        SimTransaction done = transaction;
        transaction = null;
        life++;
        if (done != null) {
            world.log().abort(done);
        }
        revive();
    }

    private void die() {
        if (armed != null) {
            world.count(armed);
        }
        armed = null;
        running = false;
        life++;
        SimTransaction left = transaction;
        transaction = null;
        long pause = RESTART_MILLIS_MIN + random.nextInt(RESTART_MILLIS_SPREAD);
        if (left != null) {
            world.clock()
                    .in(
                            Math.min(pause, TRANSACTION_TIMEOUT_MILLIS),
                            () -> world.log().abort(left));
        }
        world.clock().in(pause, this::restart);
    }

    private void restart() {
        if (!world.log().up()) {
            world.clock().in(PUNCTUATION_MILLIS, this::restart);
            return;
        }
        running = true;
        revive();
    }

    private void revive() {
        pollPlanned = false;
        commitPlanned = false;
        tickAt = Long.MAX_VALUE;
        unsent.clear();
        positions.putAll(committed);
        tasks.forEach(SimTask::revive);
        if (liveness != null) {
            liveness.revive(wall());
        }
        planPoll(1 + random.nextInt(LATENCY_MILLIS_MAX));
        planTick();
    }
}
