package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.NodeClaim;
import io.shiplog.executor.pod.Requests;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.sim.invariant.AtMostOneActiveScheduler;
import io.shiplog.standalone.sim.invariant.Change;
import io.shiplog.standalone.sim.invariant.Checks;
import io.shiplog.standalone.sim.invariant.Convergence;
import io.shiplog.standalone.sim.invariant.EnvelopesTellTheTruth;
import io.shiplog.standalone.sim.invariant.EvictionsHeedBudgets;
import io.shiplog.standalone.sim.invariant.HeapEqualsStoreAfterAbort;
import io.shiplog.standalone.sim.invariant.Invariant;
import io.shiplog.standalone.sim.invariant.NeverFewerAvailableThanPromised;
import io.shiplog.standalone.sim.invariant.NeverMoreThanReplicasPlusMaxSurge;
import io.shiplog.standalone.sim.invariant.NoPodLostOrDoubled;
import io.shiplog.standalone.sim.invariant.NobodyEvictedByFailoverOutageOrClockJump;
import io.shiplog.standalone.sim.invariant.NodeNeverOvercommitted;
import io.shiplog.standalone.sim.invariant.NodesKnowWhatTheirPodsName;
import io.shiplog.standalone.sim.invariant.NothingIsQuarantined;
import io.shiplog.standalone.sim.invariant.PreemptionsAreJust;
import io.shiplog.standalone.sim.invariant.QuietAfterQuiet;
import io.shiplog.standalone.sim.invariant.WatchIsTotalOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A whole cluster in one thread: who there is, and the promises that are watched. */
final class SimCluster {

    /** Namespace partitions: several per reconciler, so that they meet and cross. */
    static final int PARTITIONS = 4;

    private static final String CPU = "4";
    private static final long CPU_MILLIS = 4_000;
    private static final String MEMORY = "8Gi";
    private static final long MEMORY_BYTES = 8L << 30;

    private final World world;
    private final Random random;
    private final LogWatcher watcher;
    private final List<SimReconciler> reconcilers = new ArrayList<>();
    private final List<SimHost> hosts = new ArrayList<>();
    private final Map<String, SimHost> hostOfNode = new LinkedHashMap<>();
    private final QuietAfterQuiet quiet = new QuietAfterQuiet(SimCluster::restless);
    private final NodesKnowWhatTheirPodsName configurations = new NodesKnowWhatTheirPodsName();
    private final PreemptionsAreJust preemptions = new PreemptionsAreJust(this::recordAt);
    private final EvictionsHeedBudgets evictions;
    private @Nullable SimScheduler scheduler;
    private boolean schedulerLives;
    private int schedulerLife;
    private long resourcesAt;
    private long restSince;

    /** A cluster that starts when its clock is run. */
    SimCluster(Random random, FaultPlan plan) {
        this.random = random;
        SimClock clock = new SimClock();
        this.world = new World(clock, new SimLog(clock, PARTITIONS), new Checks(), plan, PARTITIONS);
        this.watcher = new LogWatcher(world.log());
        this.evictions = new EvictionsHeedBudgets(world.checks().picture());
        world.log().partition(Topics.RESOURCES, 0).onReadable(this::readResources);
        for (int p = 0; p < Topics.NODE_COMMANDS.partitionCount(PARTITIONS); p++) {
            listen(world.log().partition(Topics.NODE_COMMANDS, p));
        }
        world.log().onAppend(record -> {
            if (record.value() instanceof QuarantinedRecord quarantined) {
                world.checks().quarantined(quarantined);
            }
        });
        reconcilers.add(new SimReconciler(world, fork(), List.of(0, 1), true));
        reconcilers.add(new SimReconciler(world, fork(), List.of(2, 3), false));
        startScheduler();
        makeHosts();
        promises(plan);
        hosts.forEach(SimHost::start);
    }

    /**
     * A source of chance of its own for each part, so that a change in one part moves the others as little as
     * possible.
     */
    Random fork() {
        return new Random(random.nextLong());
    }

    private void makeHosts() {
        int count = 3 + random.nextInt(3);
        int node = 0;
        for (int i = 0; i < count; i++) {
            List<NodeClaim> claims = new ArrayList<>();
            int nodes = 1 + random.nextInt(3);
            for (int n = 0; n < nodes; n++) {
                claims.add(NodeClaim.of(
                        "node-" + node,
                        "10.0.0." + (i + 1),
                        "amd64",
                        Map.of("cpu", CPU, "memory", MEMORY, "pods", "40"),
                        Map.of("zone", node % 2 == 0 ? "a" : "b")));
                node++;
            }
            SimHost host = new SimHost(world, fork(), "host-" + i, claims);
            hosts.add(host);
            host.nodes().forEach(name -> hostOfNode.put(name, host));
        }
    }

    private void promises(FaultPlan plan) {
        Checks checks = world.checks();
        Map<String, Requests> capacity = new LinkedHashMap<>();
        hostOfNode.keySet().forEach(node -> capacity.put(node, new Requests(CPU_MILLIS, MEMORY_BYTES)));
        checks.add(new WatchIsTotalOrder());
        checks.add(new NothingIsQuarantined());
        checks.add(new EnvelopesTellTheTruth());
        checks.add(new NoPodLostOrDoubled());
        checks.add(new NodeNeverOvercommitted(capacity));
        checks.add(new NeverMoreThanReplicasPlusMaxSurge(checks.picture()));
        checks.add(new NobodyEvictedByFailoverOutageOrClockJump(this::silenceMillis));
        checks.add(new HeapEqualsStoreAfterAbort());
        checks.add(new AtMostOneActiveScheduler(this::recordAt));
        checks.add(preemptions);
        checks.add(evictions);
        checks.add(quiet);
        checks.add(new Invariant() {
            @Override
            public void changed(Change change) {
                KubeObject after = change.after();
                if (after == null || !restless(after)) {
                    restSince = world.clock().now();
                }
            }
        });
        if (plan.kinds().isEmpty()) {
            checks.add(new NeverFewerAvailableThanPromised(checks.picture()));
        }
    }

    private long silenceMillis(String node) {
        SimHost host = hostOfNode.get(node);
        return host == null ? 0 : host.silenceMillis();
    }

    private @Nullable SpecificRecord recordAt(String coordinates) {
        int at = coordinates.lastIndexOf('@');
        int dash = coordinates.lastIndexOf('-', at);
        if (at < 0 || dash < 0) {
            return null;
        }
        int partition = Integer.parseInt(coordinates.substring(dash + 1, at));
        return world.log()
                .partition(coordinates.substring(0, dash), partition)
                .at(Long.parseLong(coordinates.substring(at + 1)))
                .value();
    }

    private void listen(SimPartition partition) {
        AtomicLong at = new AtomicLong();
        partition.onReadable(() -> {
            SimPartition.Batch batch = partition.read(at.get(), Integer.MAX_VALUE);
            at.set(batch.next());
            batch.records().forEach(record -> configurations.told(record.key(), record.value()));
        });
    }

    private void readResources() {
        SimPartition.Batch batch = world.log().partition(Topics.RESOURCES, 0).read(resourcesAt, Integer.MAX_VALUE);
        resourcesAt = batch.next();
        for (SimRecord record : batch.records()) {
            world.checks().resource(record.key(), record.offset(), record.timestampMillis(), record.value());
        }
        world.checks().settled();
    }

    /** Healthy pods of a budget that were evicted so far. */
    int evicted() {
        return evictions.count();
    }

    /** Pods that had to go for more important ones so far. */
    int preempted() {
        return preemptions.count();
    }

    World world() {
        return world;
    }

    LogWatcher watcher() {
        return watcher;
    }

    List<SimReconciler> reconcilers() {
        return reconcilers;
    }

    List<SimHost> hosts() {
        return hosts;
    }

    /** The machine that a node is on. */
    @Nullable
    SimHost hostOf(String node) {
        return hostOfNode.get(node);
    }

    // ---- the scheduler's lives

    @Nullable
    SimScheduler scheduler() {
        return scheduler;
    }

    boolean schedulerLives() {
        return schedulerLives;
    }

    void startScheduler() {
        scheduler = new SimScheduler(world, fork(), ++schedulerLife);
        schedulerLives = true;
    }

    void killScheduler(boolean loses) {
        SimScheduler here = scheduler;
        if (here != null) {
            here.die(loses);
            schedulerLives = false;
        }
    }

    /** After an outage the scheduler reads on, or its loop has broken and starts afresh. */
    void brokerBackForScheduler(boolean afresh) {
        SimScheduler here = scheduler;
        if (!schedulerLives || here == null) {
            return;
        }
        if (afresh) {
            here.die(true);
            startScheduler();
        } else {
            here.sleep(1);
        }
    }

    // ---- the end

    /** No fault begins from now on; what is down comes back in its time. */
    void faultsStop() {
        reconcilers.forEach(SimReconciler::disarm);
    }

    /** What is not running at the moment. */
    List<String> down() {
        List<String> down = new ArrayList<>();
        if (!world.log().up()) {
            down.add("the broker is down");
        }
        if (!schedulerLives) {
            down.add("the scheduler is down");
        }
        if (!reconcilers.stream().allMatch(SimReconciler::running)) {
            down.add("a reconciler is down");
        }
        if (!hosts.stream().allMatch(SimHost::running)) {
            down.add("a host is down");
        }
        return down;
    }

    /** What is missing until the cluster is as its users want it. */
    List<String> missing() {
        Convergence look = new Convergence(
                world.checks().picture(), hostOfNode.keySet(), SimCluster::pullable, SimCluster::placeable);
        List<String> missing = new ArrayList<>(look.missing());
        missing.addAll(configurations.missing(world.checks().picture()));
        SimScheduler here = scheduler;
        // What it found last may have been refused for a stale epoch: then it has not yet said what it will.
        if (here != null && here.backingOff() > 0) {
            missing.add(here.backingOff() + " pods back off in the scheduler");
        }
        if (!missing.isEmpty() && here != null) {
            missing.add(here.describe());
        }
        return missing;
    }

    /** When something was written last, apart from what goes on trying. */
    long restSince() {
        return restSince;
    }

    /** From now on nothing may be written. */
    void beginQuiet() {
        reconcilers.forEach(SimReconciler::compare);
        quiet.begin();
    }

    /** Something happens again. */
    void endQuiet() {
        quiet.end();
    }

    private static boolean pullable(ObjectNode podSpec) {
        String json = Json.text(podSpec);
        return !json.contains("\"" + Manifests.MISSING_IMAGE + "\"")
                && !json.contains("\"" + Manifests.MISSING_CONFIG + "\"");
    }

    private static boolean placeable(ObjectNode podSpec) {
        boolean fits = Json.objectsAt(podSpec, "containers").stream()
                .noneMatch(container ->
                        Json.textAt(container, "resources", "requests", "cpu").equals(Manifests.TOO_MUCH_CPU));
        return fits && !Json.textAt(podSpec, "nodeSelector", "zone").equals("nowhere");
    }

    /**
     * Pulls and configuration that fail are tried again for ever, pods that end or crash by themselves do so in their
     * time, which makes room for those that wait for it; a rollout that does not get on says so after ten minutes.
     */
    private static boolean restless(KubeObject object) {
        String json = new String(object.json(), java.nio.charset.StandardCharsets.UTF_8);
        return object.namespace().equals(Crowd.NAMESPACE)
                || json.contains("\"" + Manifests.MISSING_IMAGE + "\"")
                || json.contains("\"" + Manifests.MISSING_CONFIG + "\"")
                || json.contains("\"restartPolicy\":\"Never\"")
                || json.contains("\"restartPolicy\":\"OnFailure\"")
                || json.contains("/" + Lives.LIVENESS_FAILS + "\"")
                || json.contains("\"ProgressDeadlineExceeded\"");
    }
}
