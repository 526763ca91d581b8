package io.shiplog.standalone.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Does to a cluster what its plan says, at times drawn from the seed, and mends everything in the end. */
final class Faults {

    private static final long MINUTE = 60_000;
    private static final int OUTAGE_MILLIS_MAX = 30_000;
    private static final int CLUSTER_DOWN_MILLIS_MAX = 10_000;
    /** An executor that waits for API and reconciler does so for a minute at most, and then takes its time. */
    private static final int EXECUTORS_LATE_MILLIS_MAX = 70_000;

    private static final int EXECUTOR_DOWN_MILLIS_MAX = 20_000;
    private static final int SCHEDULER_DOWN_MILLIS_MAX = 8_000;
    private static final int TWIN_MILLIS_MAX = 15_000;
    private static final int JUMP_BACK_MILLIS_MAX = 20_000;

    private final SimCluster cluster;
    private final World world;
    private final Random random;
    private final List<FaultKind> active;
    private final long untilMillis;

    Faults(SimCluster cluster, World world, Random random, long untilMillis) {
        this.cluster = cluster;
        this.world = world;
        this.random = random;
        this.untilMillis = untilMillis;
        this.active = new ArrayList<>(world.plan().kinds().stream()
                .filter(kind -> kind != FaultKind.DELAYED && kind != FaultKind.DOUBLED)
                .sorted()
                .collect(Collectors.toList()));
    }

    void start() {
        if (!active.isEmpty()) {
            next();
        }
    }

    private void next() {
        long pause = 1 + random.nextInt((int) world.plan().pauseMillis() * 2);
        world.clock().in(pause, () -> {
            if (world.clock().now() < untilMillis) {
                inject(active.get(random.nextInt(active.size())));
                next();
            }
        });
    }

    /** Does it now. */
    void inject(FaultKind kind) {
        switch (kind) {
            case RECONCILER_CRASH_BEFORE_COMMIT,
                    RECONCILER_CRASH_AFTER_COMMIT,
                    RECONCILER_CRASH_IN_SLICE,
                    TRANSACTION_ABORTED ->
                cluster.reconcilers()
                        .get(random.nextInt(cluster.reconcilers().size()))
                        .arm(kind);
            case SCHEDULER_CRASH -> killScheduler();
            case SCHEDULER_TWIN -> twinScheduler();
            case EXECUTOR_CRASH, EXECUTOR_CUT_OFF, MACHINE_REBOOT -> host(kind);
            case BROKER_OUTAGE -> outage();
            case CLUSTER_KILLED -> killCluster();
            case CLOCK_JUMP -> jump();
            case SUSPENDED -> suspend();
            case DELAYED, DOUBLED -> {
                // happens to records, see SimHost
            }
        }
    }

    private void killScheduler() {
        if (cluster.schedulerLives()) {
            world.count(FaultKind.SCHEDULER_CRASH);
            cluster.killScheduler(random.nextBoolean());
            world.clock().in(random.nextInt(SCHEDULER_DOWN_MILLIS_MAX), cluster::startScheduler);
        }
    }

    private void twinScheduler() {
        SimScheduler old = cluster.scheduler();
        if (cluster.schedulerLives() && old != null) {
            world.count(FaultKind.SCHEDULER_TWIN);
            long sleep = 1 + random.nextInt(TWIN_MILLIS_MAX);
            old.sleep(sleep);
            cluster.startScheduler();
            world.clock().in(sleep + random.nextInt(SCHEDULER_DOWN_MILLIS_MAX), () -> old.die(random.nextBoolean()));
        }
    }

    private void host(FaultKind kind) {
        SimHost host = cluster.hosts().get(random.nextInt(cluster.hosts().size()));
        if (!host.running() || host.silent()) {
            return;
        }
        world.count(kind);
        long away = random.nextBoolean() ? random.nextInt(2_000) : random.nextInt(EXECUTOR_DOWN_MILLIS_MAX);
        if (kind == FaultKind.EXECUTOR_CUT_OFF) {
            LogWatcher.note(world.clock().now(), host.name() + " " + host.nodes() + " cut off for " + away);
            host.cut(true);
            world.clock().in(away, () -> host.cut(false));
            return;
        }
        LogWatcher.note(world.clock().now(), host.name() + " " + host.nodes() + " down for " + away);
        if (kind == FaultKind.MACHINE_REBOOT) {
            host.powerOff();
        } else {
            host.die();
        }
        world.clock().in(100 + away, host::start);
    }

    private void outage() {
        if (!world.log().up()) {
            return;
        }
        world.count(FaultKind.BROKER_OUTAGE);
        long away = random.nextBoolean() ? random.nextInt(3_000) : random.nextInt(OUTAGE_MILLIS_MAX);
        LogWatcher.note(world.clock().now(), "broker away for " + away);
        world.log().up(false);
        world.clock().in(away, () -> {
            world.log().up(true);
            cluster.reconcilers().forEach(SimReconciler::brokerBack);
            cluster.hosts().forEach(host -> host.brokerBack(away));
            cluster.brokerBackForScheduler(random.nextInt(3) == 0);
        });
    }

    /** Of a cluster in which no host is away by itself: one that were would be back before the others. */
    private void killCluster() {
        List<SimHost> hosts = cluster.hosts();
        if (!world.log().up() || !hosts.stream().allMatch(host -> host.running() && !host.silent())) {
            return;
        }
        world.count(FaultKind.CLUSTER_KILLED);
        long away = 100 + random.nextInt(CLUSTER_DOWN_MILLIS_MAX);
        long late = random.nextBoolean() ? random.nextInt(5_000) : random.nextInt(EXECUTORS_LATE_MILLIS_MAX);
        LogWatcher.note(world.clock().now(), "all killed for " + away + ", executors for " + late + " more");
        world.log().up(false);
        cluster.reconcilers().forEach(SimReconciler::kill);
        boolean scheduled = cluster.schedulerLives();
        cluster.killScheduler(true);
        hosts.forEach(SimHost::dieWithAll);
        world.clock().in(away, () -> {
            world.log().up(true);
            if (scheduled) {
                world.clock().in(random.nextInt(SCHEDULER_DOWN_MILLIS_MAX), cluster::startScheduler);
            }
            world.clock().in(late, () -> hosts.forEach(SimHost::start));
        });
    }

    private void jump() {
        world.count(FaultKind.CLOCK_JUMP);
        long by = random.nextBoolean() ? -random.nextInt(JUMP_BACK_MILLIS_MAX) : random.nextInt((int) (10 * MINUTE));
        LogWatcher.note(world.clock().now(), "a clock jumps by " + by);
        SimClock.Machine[] machines = SimClock.Machine.values();
        int which = random.nextInt(machines.length + 1);
        if (which < machines.length) {
            world.clock().jump(machines[which], by);
        } else {
            cluster.hosts().get(random.nextInt(cluster.hosts().size())).jump(by);
        }
    }

    /** Nothing happens for a while, and every wall clock shows it. */
    private void suspend() {
        world.count(FaultKind.SUSPENDED);
        long gap = random.nextBoolean() ? random.nextInt(5_000) : random.nextInt((int) (60 * MINUTE));
        LogWatcher.note(world.clock().now(), "suspended for " + gap);
        for (SimClock.Machine machine : SimClock.Machine.values()) {
            world.clock().jump(machine, gap);
        }
        cluster.hosts().forEach(host -> host.jump(gap));
    }
}
