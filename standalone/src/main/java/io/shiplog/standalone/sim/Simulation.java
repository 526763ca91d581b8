package io.shiplog.standalone.sim;

import io.shiplog.standalone.sim.invariant.Violation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;

/**
 * One run: users act and things break, then both stop, then the cluster has so long to become what was wanted, then it
 * is to be quiet, and then a machine dies.
 */
final class Simulation {

    private static final long CONVERGE_MILLIS_MAX = 150_000;
    /**
     * Longest back-off of the scheduler: only when it has passed are messages of pods that fit nowhere the
     * last word.
     */
    private static final long REST_MILLIS = 12_000;

    private static final long QUIET_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 500;
    private static final double ACTIVE_SHARE = 0.6;
    private static final long ACTION_PAUSE_MILLIS = 5_000;

    private final long seed;
    private final long activeMillis;
    private final SimCluster cluster;
    private final Client client;
    private final Workload workload;
    private long convergedMillis = -1;

    /** A run of about so many virtual minutes with a plan drawn from the seed. */
    static SimResult run(long seed, int minutes) {
        Random random = new Random(seed);
        return new Simulation(seed, random, FaultPlan.draw(random), minutes).run();
    }

    /** A run with this plan. */
    static SimResult run(long seed, int minutes, FaultPlan plan) {
        return new Simulation(seed, new Random(seed), plan, minutes).run();
    }

    private Simulation(long seed, Random random, FaultPlan plan, int minutes) {
        this.seed = seed;
        this.activeMillis = (long) (minutes * 60_000L * ACTIVE_SHARE);
        this.cluster = new SimCluster(random, plan);
        World world = cluster.world();
        this.client = new Client(world, cluster.fork());
        this.workload = new Workload(world, client, cluster.fork(), activeMillis, ACTION_PAUSE_MILLIS);
        Faults faults = new Faults(cluster, world, cluster.fork(), activeMillis);
        world.clock().in(2_000, workload::start);
        world.clock().in(4_000, faults::start);
        // Sources of chance that came later: those before them draw what they drew without.
        Crowd crowd = new Crowd(world, client, cluster.fork(), activeMillis);
        world.clock().in(3_000, crowd::start);
        Drains drains = new Drains(world, client, cluster.fork(), activeMillis);
        world.clock().in(5_000, drains::start);
    }

    private SimResult run() {
        try {
            cluster.world().clock().runUntil(activeMillis);
            converge();
            cluster.beginQuiet();
            cluster.world().clock().runUntil(cluster.world().clock().now() + QUIET_MILLIS);
            cluster.endQuiet();
            lastAct();
            return result("");
        } catch (Violation broken) {
            return result(String.valueOf(broken.getMessage()));
        } catch (RuntimeException broken) {
            StringWriter trace = new StringWriter();
            broken.printStackTrace(new PrintWriter(trace));
            return result("NothingThrows: " + trace);
        }
    }

    /** Where nothing breaks, promises are watched that the death of a machine breaks. */
    private void lastAct() {
        if (!cluster.world().plan().kinds().isEmpty()) {
            DeadForGood.play(cluster);
        }
    }

    private void converge() {
        SimClock clock = cluster.world().clock();
        long end = clock.now() + CONVERGE_MILLIS_MAX;
        cluster.faultsStop();
        workload.uncordonAll();
        long wholeMillis = clock.now();
        List<String> missing = List.of("nothing was looked at yet");
        while (clock.now() < end) {
            clock.runUntil(clock.now() + LOOK_MILLIS);
            missing = cluster.down();
            if (!missing.isEmpty()) {
                wholeMillis = clock.now();
                continue;
            }
            long rest = Math.max(wholeMillis, Math.max(cluster.restSince(), client.answeredMillis()));
            boolean still = rest + REST_MILLIS <= clock.now();
            missing = client.open().isEmpty()
                    ? cluster.missing()
                    : List.of("no answer to " + client.open().keySet());
            if (missing.isEmpty() && still) {
                convergedMillis = cluster.restSince() - activeMillis;
                return;
            }
        }
        throw new Violation(
                "ConvergesOnceFaultsStop",
                "after " + CONVERGE_MILLIS_MAX / 1000 + " s without faults:\n  "
                        + (missing.isEmpty() ? "it never comes to rest" : String.join("\n  ", missing)));
    }

    private SimResult result(String failure) {
        World world = cluster.world();
        return new SimResult(
                seed,
                failure,
                failure.isEmpty() ? List.of() : cluster.watcher().table(),
                cluster.watcher().digest(),
                world.log().appended(),
                workload.actions(),
                convergedMillis,
                world.injected(),
                client.answers(),
                cluster.preempted(),
                cluster.evicted(),
                cluster.hosts().stream().mapToLong(SimHost::arrowsTaken).reduce(0, (a, b) -> a | b));
    }
}
