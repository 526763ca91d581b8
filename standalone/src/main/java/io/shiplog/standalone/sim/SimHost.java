package io.shiplog.standalone.sim;

import io.shiplog.executor.node.NodeClaim;
import io.shiplog.executor.node.NodeCore;
import io.shiplog.executor.node.ProcessIdentity;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.simulated.InstanceLog;
import io.shiplog.executor.runtime.simulated.Simulation;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A machine with one executor process and its nodes. Containers and the commands on disk outlive the
 * process; a restart of
 * the machine ends the containers too.
 */
final class SimHost {

    private static final NodeClaim.Machine MACHINE =
            new NodeClaim.Machine("simulated://0.1.0", "v1.32.0", "sim", "sim", "linux", "amd64");
    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final long REPORT_LINGER_MILLIS = 5;
    private static final int LATENCY_MILLIS_MAX = 4;
    private static final int READ_MAX = 200;
    /** delivery.timeout.ms of the status producer: what is older was lost, so everything is reported anew. */
    private static final long DELIVERY_TIMEOUT_MILLIS = 10_000;

    private static final long RECENT_MILLIS = 60_000;
    private static final long LATE_MILLIS_MAX = 6_000;

    private final World world;
    private final Random random;
    private final String name;
    private final List<NodeClaim> claims;
    private final MemoryCommandLog journal = new MemoryCommandLog();
    private final Map<SimPartition, Long> positions = new LinkedHashMap<>();
    private final Map<SimPartition, Long> ends = new LinkedHashMap<>();
    private Simulation containers;
    private SimProducer producer;
    private @Nullable NodeCore core;
    private boolean cut;
    private boolean beating;
    private boolean powered = true;
    /** Nobody could be heard when it died. */
    private boolean diedWithAll;

    private int life;
    private long wallOffset;
    private long wallAtStart;
    private long startedAt;
    private long beatAt;
    private long reportAt;
    private long turnAt = Long.MAX_VALUE;
    private long silentSince = -1;
    private long lastSilenceMillis;
    private long lastSilenceStart;
    private long lastSilenceEnd;
    private long arrows;

    /** A machine that is started by {@link #start}. */
    SimHost(World world, Random random, String name, List<NodeClaim> claims) {
        this.world = world;
        this.random = random;
        this.name = name;
        this.claims = List.copyOf(claims);
        this.containers = new Simulation(SimulationRules.DEFAULT, new Watcher());
        this.producer = new SimProducer(world, random);
        int partitions = Topics.NODE_COMMANDS.partitionCount(world.partitions());
        for (NodeClaim claim : claims) {
            positions.put(world.log().partition(Topics.NODE_COMMANDS, Partitioning.of(claim.name(), partitions)), 0L);
        }
        positions.keySet().forEach(partition -> partition.onReadable(this::listen));
    }

    /** Tells the checks what really runs. */
    private final class Watcher implements InstanceLog {
        @Override
        public void started(PodRef pod, PodTemplate template, int container, int attempt, long at, int address) {
            world.checks().started(pod.node(), pod.uid(), container, template.requests());
        }

        @Override
        public void ended(PodRef pod, int container, int attempt, long at, int exitCode, String reason) {
            world.checks().ended(pod.node(), pod.uid(), container);
        }

        @Override
        public void removed(PodRef pod, long at) {}
    }

    String name() {
        return name;
    }

    List<String> nodes() {
        return claims.stream().map(NodeClaim::name).toList();
    }

    boolean running() {
        return core != null;
    }

    /** Arrows of the pod machine that its pods have taken, in all lives of the process. */
    long arrowsTaken() {
        NodeCore here = core;
        return arrows | (here == null ? 0 : here.arrowsTaken());
    }

    /** For how long nobody could hear of it, for a reason of its own: the longest time that is recent. */
    long silenceMillis() {
        return silenceMillis(RECENT_MILLIS);
    }

    /** True while nobody can hear of it, for a reason of its own. */
    boolean silent() {
        return silentSince >= 0;
    }

    private long silenceMillis(long recentMillis) {
        long now = world.clock().now();
        long current = silentSince < 0 ? 0 : now - silentSince;
        boolean recent = lastSilenceMillis > 0 && now - lastSilenceEnd <= recentMillis;
        return Math.max(current, recent ? lastSilenceMillis : 0);
    }

    /** Sets its wall clock. */
    void jump(long millis) {
        wallOffset += millis;
    }

    // ---- life and death

    /** A new life of the process. */
    void start() {
        long now = world.clock().now();
        life++;
        powered = true;
        diedWithAll = false;
        startedAt = now;
        wallAtStart = SimClock.EPOCH_MILLIS + now + wallOffset;
        producer = new SimProducer(world, random);
        producer.cut(cut);
        beating = false;
        beatAt = time();
        reportAt = 0;
        turnAt = Long.MAX_VALUE;
        ends.clear();
        positions.replaceAll((partition, at) -> 0L);
        NodeCore fresh = new NodeCore(
                new ProcessIdentity(name, name + "-run-" + life, life, "", "simulated"),
                claims,
                MACHINE,
                journal,
                new Templates());
        core = fresh;
        containers.advance(time(), new ArrayList<>());
        fresh.recall(journal.configurations());
        fresh.restore(journal.saved(), containers.list(), time());
        heard();
        plan(1);
    }

    /** The process dies; what it sent may be lost. */
    void die() {
        arrows = arrowsTaken();
        core = null;
        life++;
        if (random.nextBoolean()) {
            producer.lose();
        }
        turnAt = Long.MAX_VALUE;
        heard();
        planContainers();
    }

    /** The same with all other processes of the cluster, so that its silence is no reason of its own. */
    void dieWithAll() {
        diedWithAll = true;
        die();
    }

    /** The machine dies: no container survives, the disk does. */
    void powerOff() {
        die();
        powered = false;
        producer.lose();
        claims.forEach(claim -> world.checks().machineDied(claim.name()));
        containers = new Simulation(SimulationRules.DEFAULT, new Watcher());
    }

    /** Cuts or mends the way to the broker. */
    void cut(boolean now) {
        cut = now;
        producer.cut(now);
        heard();
        if (!now) {
            brokerBack(0);
        }
    }

    /** The broker can be reached again after so long. */
    void brokerBack(long afterMillis) {
        NodeCore here = core;
        if (here != null && !cut) {
            if (afterMillis > DELIVERY_TIMEOUT_MILLIS) {
                here.reportAll();
            }
            listen();
        }
    }

    private void heard() {
        boolean silent = cut || (core == null && !diedWithAll);
        if (!silent && silentSince >= 0) {
            long before = silenceMillis(RECENT_MILLIS);
            lastSilenceEnd = world.clock().now();
            lastSilenceMillis = Math.max(before, lastSilenceEnd - silentSince);
            lastSilenceStart = silentSince;
            silentSince = -1;
        } else if (silent && silentSince < 0) {
            long now = world.clock().now();
            // Between two silences there may have been no moment at which a heartbeat was due.
            boolean goesOn = lastSilenceEnd > 0 && now - lastSilenceEnd < HEARTBEAT_MILLIS;
            silentSince = goesOn ? lastSilenceStart : now;
        }
    }

    /** The process's own clock: the wall clock as of its start, and what has passed since. */
    private long time() {
        return wallAtStart + world.clock().now() - startedAt;
    }

    // ---- the loop

    private void listen() {
        plan(1 + random.nextInt(LATENCY_MILLIS_MAX));
    }

    private void plan(long delayMillis) {
        long at = world.clock().now() + Math.max(0, delayMillis);
        if (core != null && at < turnAt) {
            turnAt = at;
            int here = life;
            world.clock().at(at, () -> {
                if (life == here && turnAt == at) {
                    turnAt = Long.MAX_VALUE;
                    turn();
                }
            });
        }
    }

    private void turn() {
        NodeCore here = core;
        if (here == null) {
            return;
        }
        boolean more = !cut && world.log().up() && read(here);
        work(here);
        long now = time();
        if (now >= beatAt) {
            beat(here, now);
        }
        if (here.hasReports() && now >= reportAt) {
            here.takeReports(READ_MAX, now).forEach(this::status);
            reportAt = now + REPORT_LINGER_MILLIS;
        }
        long due = Math.min(beatAt, here.nextMillis());
        if (here.hasReports()) {
            due = Math.min(due, reportAt);
        }
        long wait = more ? 1 : Math.max(1, due - now);
        long containersDue = containers.nextMillis();
        if (containersDue != Long.MAX_VALUE) {
            wait = Math.min(wait, Math.max(0, containersDue - now));
        }
        plan(wait);
    }

    /** Takes commands in; true when there are more. */
    private boolean read(NodeCore here) {
        if (ends.isEmpty()) {
            positions.keySet().forEach(partition -> ends.put(partition, partition.lastStable()));
        }
        boolean more = false;
        boolean reached = true;
        for (SimPartition partition : positions.keySet()) {
            SimPartition.Batch batch = partition.read(positions.getOrDefault(partition, 0L), READ_MAX);
            positions.put(partition, batch.next());
            for (SimRecord record : batch.records()) {
                command(here, record);
            }
            more |= batch.next() < partition.lastStable();
            reached &= batch.next() >= ends.getOrDefault(partition, 0L);
        }
        if (reached) {
            here.caughtUp(time());
        }
        return more;
    }

    private void command(NodeCore here, SimRecord record) {
        int slash = record.key().indexOf('/');
        String node = slash < 0 ? record.key() : record.key().substring(0, slash);
        if (here.hosts(node)) {
            here.command(node, slash < 0 ? "" : record.key().substring(slash + 1), record.value(), time());
        }
    }

    /** Until neither side has anything to say to the other. */
    private void work(NodeCore here) {
        boolean busy = true;
        while (busy) {
            here.tick(time());
            List<RuntimeCall> calls = here.takeCalls();
            calls.forEach(call -> containers.call(call, time()));
            List<Observation> seen = new ArrayList<>();
            containers.advance(time(), seen);
            seen.forEach(observation -> here.observe(observation, time()));
            busy = !calls.isEmpty() || !seen.isEmpty();
        }
    }

    /** Without a process the containers go on; nobody looks. */
    private void planContainers() {
        int here = life;
        long due = containers.nextMillis();
        if (powered && core == null && due != Long.MAX_VALUE) {
            world.clock().in(Math.max(0, due - time()), () -> {
                if (life == here && core == null) {
                    containers.advance(time(), new ArrayList<>());
                    planContainers();
                }
            });
        }
    }

    private void beat(NodeCore here, long now) {
        beatAt = now + HEARTBEAT_MILLIS;
        HeartbeatBatch batch = beating ? null : here.heartbeat("", now);
        if (batch == null) {
            return;
        }
        beating = true;
        int born = life;
        int partition = Partitioning.of(name, Topics.NODE_HEARTBEATS.partitionCount(world.partitions()));
        producer.send(Topics.NODE_HEARTBEATS, partition, name, batch, () -> {
            if (life == born) {
                beating = false;
            }
        });
        if (random.nextInt(100) < world.plan().doubledPercent()) {
            world.count(FaultKind.DOUBLED);
            producer.send(Topics.NODE_HEARTBEATS, partition, name, batch, () -> {});
        }
    }

    private void status(PodStatusBatch batch) {
        int partition = Partitioning.of(batch.getNamespace(), world.partitions());
        long late = 0;
        if (random.nextInt(100) < world.plan().delayedPercent()) {
            world.count(FaultKind.DELAYED);
            late = 1 + random.nextInt((int) LATE_MILLIS_MAX);
        }
        producer.send(Topics.POD_STATUS, partition, batch.getNamespace(), batch, () -> {}, late);
        if (random.nextInt(100) < world.plan().doubledPercent()) {
            world.count(FaultKind.DOUBLED);
            producer.send(Topics.POD_STATUS, partition, batch.getNamespace(), batch, () -> {}, random.nextInt((int)
                    LATE_MILLIS_MAX));
        }
    }
}
