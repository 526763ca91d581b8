package io.shiplog.standalone.sim;

import io.shiplog.scheduler.core.Output;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.scheduler.core.SchedulerSettings;
import io.shiplog.scheduler.core.Seen;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** One life of the scheduler: reads resources from their start and its replies from their end, and sends commands. */
final class SimScheduler {

    private static final int LATENCY_MILLIS_MAX = 4;
    private static final int READ_MAX = 500;
    private static final int PODS_PER_CYCLE_MAX = 50;
    private static final long WAKE_MILLIS_MIN = 5;

    private final World world;
    private final Random random;
    private final SchedulerCore core;
    private final SimProducer producer;
    private final SimPartition resources;
    private final SimPartition replies;
    private final long startedAt;
    private final long wallAtStart;
    private long resourcesAt;
    private long repliesAt;
    private long catchUpTo = -1;
    private long stepAt = Long.MAX_VALUE;
    private boolean alive = true;
    private boolean asleep;

    /** Starts at once. */
    SimScheduler(World world, Random random, int life) {
        this.world = world;
        this.random = random;
        this.startedAt = world.clock().now();
        this.wallAtStart = world.clock().wall(SimClock.Machine.SCHEDULER);
        String instance = "scheduler-" + life;
        int replyPartition = Partitioning.of(instance, Topics.REPLIES.partitionCount(world.partitions()));
        core = new SchedulerCore(
                new SchedulerSettings("default-scheduler", instance, world.partitions(), replyPartition, 0));
        producer = new SimProducer(world, random);
        resources = world.log().partition(Topics.RESOURCES, 0);
        replies = world.log().partition(Topics.REPLIES, replyPartition);
        repliesAt = replies.lastStable();
        resources.onReadable(this::listen);
        replies.onReadable(this::listen);
        send(core.start(wall()));
        listen();
    }

    /** The process's own clock: the wall clock as of its start, and what has passed since. */
    private Instant wall() {
        return Instant.ofEpochMilli(wallAtStart + world.clock().now() - startedAt);
    }

    /** True while it may place pods. */
    boolean placing() {
        return alive && core.placing();
    }

    /** Pods that it will try again by itself. */
    int backingOff() {
        return core.queue().backOffCount();
    }

    /** For the report of a failure. */
    String describe() {
        return "scheduler in epoch " + core.epoch() + (alive ? "" : ", dead") + (asleep ? ", asleep" : "")
                + (core.placing() ? ", placing" : ", not placing") + ", waiting "
                + core.queue().activeCount() + ", backing off "
                + core.queue().backOffCount() + ", unschedulable "
                + core.queue().unschedulableCount() + ", assumed "
                + core.assumedCount() + ", has read " + resourcesAt + " of " + resources.lastStable() + ", next wake "
                + core.nextWake() + " at " + wall();
    }

    /** Dies; with loses, what is under way is lost too. */
    void die(boolean loses) {
        alive = false;
        if (loses) {
            producer.lose();
        }
    }

    /** Stands still for a while, as in a long collection of garbage. */
    void sleep(long millis) {
        asleep = true;
        world.clock().in(millis, () -> {
            asleep = false;
            listen();
        });
    }

    private void listen() {
        plan(1 + random.nextInt(LATENCY_MILLIS_MAX));
    }

    private void plan(long delayMillis) {
        long at = world.clock().now() + delayMillis;
        if (alive && at < stepAt) {
            stepAt = at;
            world.clock().at(at, () -> {
                if (stepAt == at) {
                    stepAt = Long.MAX_VALUE;
                    step();
                }
            });
        }
    }

    private void step() {
        if (!alive || asleep) {
            return;
        }
        if (world.log().up()) {
            read();
        }
        send(core.cycle(1 + random.nextInt(PODS_PER_CYCLE_MAX), wall()));
        if (core.hasWork() || (world.log().up() && resourcesAt < resources.lastStable())) {
            plan(1);
            return;
        }
        Instant wake = core.nextWake();
        if (wake != null) {
            plan(Math.max(WAKE_MILLIS_MIN, wake.toEpochMilli() - wall().toEpochMilli()));
        }
    }

    private void read() {
        SimPartition.Batch seen = resources.read(resourcesAt, 1 + random.nextInt(READ_MAX));
        resourcesAt = seen.next();
        for (SimRecord record : seen.records()) {
            if (record.value() instanceof ResourceEnvelope envelope
                    && (record.key().startsWith("/Pod/")
                            || record.key().startsWith("/Node/")
                            || record.key().startsWith("/Namespace/")
                            || record.key().startsWith("policy/PodDisruptionBudget/"))) {
                core.onResource(Seen.of(envelope));
            }
        }
        SimPartition.Batch answers = replies.read(repliesAt, READ_MAX);
        repliesAt = answers.next();
        for (SimRecord record : answers.records()) {
            if (record.value() instanceof Reply reply) {
                send(core.onReply(reply, wall()));
            }
        }
        catchUp();
    }

    private void catchUp() {
        if (!core.wantsToCatchUp()) {
            catchUpTo = -1;
            return;
        }
        if (catchUpTo < 0) {
            catchUpTo = resources.lastStable();
        }
        if (resourcesAt >= catchUpTo) {
            core.caughtUp();
            catchUpTo = -1;
        }
    }

    private void send(List<Output> outputs) {
        for (Output output : outputs) {
            producer.send(Topics.COMMANDS, output.partition(), output.key(), output.record(), () -> {});
        }
    }
}
