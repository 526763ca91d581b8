package io.shiplog.executor.node;

import io.shiplog.executor.pod.Admission;
import io.shiplog.executor.pod.PodEvent;
import io.shiplog.executor.pod.PodObserver;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodSync;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.StopPod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All nodes of one executor process: commands, observations and time in; runtime calls, status reports and heartbeats
 * out. Knows
 * no Kafka, no clock, no threads, so the simulator drives the very same code. The rules, as sentences:
 *
 * <ul>
 *   <li>No pod starts before the commands were read to their end as of the start, the node has its epoch, and what is
 * no longer its
 *       own has been killed. Pods that already run go on meanwhile, restarts included.
 *   <li>A pod that runs and is wanted is adopted, never started a second time.
 *   <li>A pod is reported gone again and again until the tombstone of its command is seen.
 *   <li>A node whose name another process holds does nothing; one whose name was taken over kills its pods.
 * </ul>
 */
public final class NodeCore {

    /** New pods wait at most this long for the end of pods that are no longer wanted. */
    static final long ORPHANS_MILLIS_MAX = 30_000;
    /**
     * A pod that does nothing visible is first reported after this long; most run by then, which saves them one report.
     */
    static final long FIRST_REPORT_MILLIS = 100;
    /** That a pod is gone is said again after this long, doubling up to the most. */
    static final long GONE_AGAIN_MILLIS = 2_000;

    static final long GONE_AGAIN_MILLIS_MAX = 32_000;
    private final ProcessIdentity identity;
    private final CommandLog log;
    private final Templates templates;
    private final Map<String, NodeState> nodes = new TreeMap<>();
    private final Heartbeats heartbeats;
    private final WakeQueue wakes = new WakeQueue();
    private final ReportQueue reports = new ReportQueue();
    private final Map<String, FoundPod> strays = new LinkedHashMap<>();
    private final Forgotten forgotten = new Forgotten();
    /** Nodes that kill pods which are no longer theirs. */
    private final Set<NodeState> clearing = new LinkedHashSet<>();

    private List<RuntimeCall> calls = new ArrayList<>();
    private boolean caughtUp;

    public NodeCore(
            ProcessIdentity identity,
            List<NodeClaim> claims,
            NodeClaim.Machine machine,
            CommandLog log,
            Templates templates) {
        this.identity = identity;
        this.log = log;
        this.templates = templates;
        claims.forEach(claim -> nodes.put(claim.name(), new NodeState(claim)));
        this.heartbeats = new Heartbeats(identity, machine, nodes);
    }

    /** True when this process hosts the node. */
    public boolean hosts(String node) {
        return nodes.containsKey(node);
    }

    /**
     * Takes up what an earlier life left: pods it had been told to run, and pods that the runtime holds. Called once,
     * first.
     */
    public void restore(List<CommandLog.SavedPod> saved, List<FoundPod> found, long nowMillis) {
        found.forEach(pod -> strays.put(key(pod.ref().node(), pod.ref().uid()), pod));
        for (CommandLog.SavedPod old : saved) {
            NodeState node = nodes.get(old.ref().node());
            if (node == null) {
                continue;
            }
            PodRun pod = add(node, old.ref(), old.template(), old.acceptedMillis());
            pod.unconfirmed = true;
            PodState end = old.end();
            if (end != null) {
                pod.endLogged = true;
                strays.remove(key(old.ref().node(), old.ref().uid()));
                if (end == PodState.REFUSED) {
                    pod.refuse(old.reason(), old.message());
                } else {
                    pod.finishedBefore(end == PodState.SUCCEEDED, old.reason(), old.message());
                }
            } else {
                adoptStray(pod);
            }
            if (old.stopAtMillis() != 0) {
                pod.restoreStop(old.stopAtMillis(), old.graceMillis());
            }
            step(node, pod, false, nowMillis);
        }
    }

    /**
     * Takes one record of node-commands.
     *
     * @param uid pod uid of the key, or empty where the key is the node alone
     * @param value the record, or null for a tombstone
     */
    public void command(String nodeName, String uid, @Nullable SpecificRecord value, long nowMillis) {
        NodeState node = nodes.get(nodeName);
        if (node == null || !node.stopped.isEmpty()) {
            return;
        }
        if (value instanceof NodeRegistered registered) {
            registered(node, registered, nowMillis);
        } else if (uid.isEmpty()) {
            return;
        } else if (value == null) {
            tombstone(node, uid, nowMillis);
        } else if (value instanceof RunPod run) {
            run(node, run, nowMillis);
        } else if (value instanceof StopPod stop) {
            stop(node, stop, nowMillis);
        }
    }

    /** The commands were read to their end as of the start: what was not named is not wanted. */
    public void caughtUp(long nowMillis) {
        if (caughtUp) {
            return;
        }
        caughtUp = true;
        for (NodeState node : nodes.values()) {
            for (PodRun pod : List.copyOf(node.pods.values())) {
                if (pod.unconfirmed) {
                    orphan(node, pod, nowMillis);
                }
            }
        }
        for (FoundPod stray : List.copyOf(strays.values())) {
            NodeState node = nodes.get(stray.ref().node());
            if (node != null && node.stopped.isEmpty()) {
                orphan(node, add(node, stray.ref(), Strays.template(stray), nowMillis), nowMillis);
            }
        }
        strays.clear();
        nodes.values().forEach(node -> openGate(node, nowMillis));
    }

    /** Takes what the runtime saw. */
    public void observe(Observation seen, long nowMillis) {
        NodeState node = nodes.get(seen.node());
        PodRun pod = node == null ? null : node.pods.get(seen.uid());
        if (node != null && pod != null) {
            PodState before = pod.state();
            boolean changed = PodObserver.observe(pod, seen);
            step(node, pod, changed || before != pod.state(), nowMillis);
        }
    }

    /** Does what is due. */
    public void tick(long nowMillis) {
        PodRun due = wakes.poll(nowMillis);
        while (due != null) {
            NodeState node = nodes.get(due.ref().node());
            if (node != null) {
                step(node, due, false, nowMillis);
            }
            due = wakes.poll(nowMillis);
        }
        for (NodeState node : List.copyOf(clearing)) {
            if (nowMillis >= node.orphansUntilMillis) {
                clearing.remove(node);
                openGate(node, nowMillis);
            }
        }
    }

    /** When {@link #tick} has to be called at the latest. */
    public long nextMillis() {
        long next = wakes.nextMillis();
        for (NodeState node : clearing) {
            next = Math.min(next, node.orphansUntilMillis);
        }
        return next;
    }

    /** What the runtime has to do since the last call of this. */
    public List<RuntimeCall> takeCalls() {
        List<RuntimeCall> out = calls;
        calls = out.isEmpty() ? out : new ArrayList<>();
        return out;
    }

    /** True when there is something to report. */
    public boolean hasReports() {
        return !reports.isEmpty();
    }

    /** Reports of up to so many pods whose state changed; each belongs into one record under its namespace. */
    public List<PodStatusBatch> takeReports(int podsMax, long nowMillis) {
        return reports.take(identity.host(), identity.scheme(), nodes, podsMax, pod -> reported(pod, nowMillis));
    }

    /** Reports every pod anew: after a time in which reports may have been lost. */
    public void reportAll() {
        nodes.values().forEach(this::reportAll);
    }

    /** Signs of life of all nodes; unregistered ones ask for their epoch. Null when there is none to speak for. */
    public @Nullable HeartbeatBatch heartbeat(String runtimeUnready, long nowMillis) {
        return heartbeats.next(runtimeUnready, nowMillis);
    }

    /** Nodes that do nothing any more, with the reason. */
    public Map<String, String> failures() {
        Map<String, String> out = new TreeMap<>();
        nodes.forEach((name, node) -> {
            if (!node.stopped.isEmpty()) {
                out.put(name, node.stopped);
            }
        });
        return out;
    }

    /** Every node has its epoch (or has stopped) and the commands were read to their end. */
    public boolean ready() {
        return caughtUp && nodes.values().stream().allMatch(node -> node.epoch > 0 || !node.stopped.isEmpty());
    }

    /** Pods that are known, on all nodes. */
    public int pods() {
        return nodes.values().stream().mapToInt(node -> node.pods.size()).sum();
    }

    /** Shows every pod to somebody who only looks. */
    public void eachPod(Consumer<PodRun> look) {
        nodes.values().forEach(node -> node.pods.values().forEach(look));
    }

    private void registered(NodeState node, NodeRegistered record, long now) {
        boolean mine = record.getInstance().equals(identity.instance());
        if (!record.getRefused().isEmpty()) {
            boolean other = caughtUp && !record.getHost().equals(identity.host());
            if (node.epoch == 0 && (mine || other)) {
                node.stopped = "node " + node.claim.name() + " was refused: " + record.getRefused();
            }
            return;
        }
        if (mine && record.getEpoch() > node.epoch) {
            node.epoch = record.getEpoch();
            reportAll(node);
            openGate(node, now);
        } else if (!mine && node.epoch > 0 && record.getEpoch() > node.epoch) {
            List.copyOf(node.pods.values()).forEach(pod -> orphan(node, pod, now));
            node.epoch = 0;
            node.stopped = "node " + node.claim.name() + " was taken over by " + record.getHost() + " (epoch "
                    + record.getEpoch() + ")";
        }
    }

    private void run(NodeState node, RunPod command, long now) {
        PodRun known = node.pods.get(command.getUid());
        if (known != null) {
            known.unconfirmed = false;
            return;
        }
        if (forgotten.contains(command.getUid())) {
            return;
        }
        byte[] json = new byte[command.getPod().remaining()];
        command.getPod().duplicate().get(json);
        var tree = Json.parse(json);
        PodRef ref =
                new PodRef(node.claim.name(), command.getNamespace().intern(), command.getName(), command.getUid());
        PodRun pod = add(node, ref, templates.of(tree), now);
        String phase = Json.textAt(tree, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            pod.finishedBefore(
                    phase.equals("Succeeded"),
                    Json.textAt(tree, "status", "reason"),
                    Json.textAt(tree, "status", "message"));
        }
        log.accepted(pod);
        adoptStray(pod);
        admit(node, pod, now);
        step(node, pod, false, now);
    }

    private void stop(NodeState node, StopPod command, long now) {
        String uid = command.getUid();
        PodRun pod = node.pods.get(uid);
        if (pod == null) {
            if (forgotten.contains(uid)) {
                return;
            }
            PodRef ref = new PodRef(node.claim.name(), command.getNamespace().intern(), command.getName(), uid);
            FoundPod stray = strays.get(key(node.claim.name(), uid));
            pod = add(node, ref, stray == null ? PodTemplate.parse("{}") : Strays.template(stray), now);
            log.accepted(pod);
            adoptStray(pod);
        }
        pod.unconfirmed = false;
        boolean shorter = pod.stopAtMillis() == 0 || command.getGracePeriodSeconds() * 1000 < pod.graceMillis();
        if (shorter) {
            pod.stop(now, command.getGracePeriodSeconds());
            log.stopping(pod);
            step(node, pod, true, now);
        }
    }

    private void tombstone(NodeState node, String uid, long now) {
        PodRun pod = node.pods.get(uid);
        if (pod == null) {
            forgotten.add(uid); // should its RunPod be read again
        } else if (pod.state() == PodState.GONE || pod.state() == PodState.WAITING || pod.state() == PodState.REFUSED) {
            forget(node, pod);
        } else {
            orphan(node, pod, now);
        }
    }

    /** Nobody wants it: killed at once, and not reported. */
    private void orphan(NodeState node, PodRun pod, long now) {
        if (pod.orphan) {
            return;
        }
        adoptStray(pod);
        pod.orphan = true;
        pod.unconfirmed = false;
        node.orphans++;
        clearing.add(node);
        node.orphansUntilMillis = now + ORPHANS_MILLIS_MAX;
        pod.kill(now);
        log.stopping(pod);
        step(node, pod, false, now);
    }

    private PodRun add(NodeState node, PodRef ref, PodTemplate template, long acceptedMillis) {
        PodRun pod = new PodRun(ref, template, acceptedMillis);
        node.pods.put(ref.uid(), pod);
        return pod;
    }

    private void adoptStray(PodRun pod) {
        FoundPod found = strays.remove(key(pod.ref().node(), pod.ref().uid()));
        if (found != null) {
            PodObserver.adopt(pod, found);
        }
    }

    private boolean gateOpen(NodeState node, long now) {
        boolean cleared = node.orphans == 0 || now >= node.orphansUntilMillis;
        return caughtUp && node.epoch > 0 && node.stopped.isEmpty() && cleared;
    }

    private void openGate(NodeState node, long now) {
        if (!gateOpen(node, now)) {
            return;
        }
        for (PodRun pod : List.copyOf(node.pods.values())) {
            if (pod.state() == PodState.WAITING) {
                admit(node, pod, now);
                step(node, pod, false, now);
            }
        }
    }

    private void admit(NodeState node, PodRun pod, long now) {
        if (pod.state() != PodState.WAITING || !gateOpen(node, now)) {
            return;
        }
        Optional<Admission.Refusal> refusal =
                node.admission.refusal(pod.template().requests());
        if (refusal.isPresent()) {
            pod.warn(refusal.get().reason(), refusal.get().message(), now);
            pod.refuse(refusal.get().reason(), refusal.get().statusMessage());
        } else {
            pod.fire(PodEvent.ADMIT);
        }
    }

    /**
     * After anything that may have changed a pod: what is due is asked for, the books are kept, the next look is
     * planned.
     */
    private void step(NodeState node, PodRun pod, boolean changed, long now) {
        PodState before = pod.state();
        long wake = PodSync.sync(pod, now, calls);
        settle(node, pod);
        if (pod.state() == PodState.GONE && pod.orphan) {
            node.orphans--;
            if (node.orphans == 0) {
                clearing.remove(node);
            }
            forget(node, pod);
            openGate(node, now);
            return;
        }
        long firstReport = pod.acceptedMillis() + FIRST_REPORT_MILLIS;
        if (quiet(pod) && now < firstReport) {
            wake = Math.min(wake, firstReport);
        } else if (changed || before != pod.state() || pod.hasEvents() || unreported(pod)) {
            report(node, pod);
        }
        wakes.schedule(pod, wake);
    }

    /** Started, with nothing to tell yet. */
    private static boolean quiet(PodRun pod) {
        return pod.state() == PodState.STARTING && pod.sequence == 0 && !pod.hasEvents();
    }

    private static boolean unreported(PodRun pod) {
        return pod.state() == PodState.GONE || (pod.sequence == 0 && pod.state() != PodState.WAITING);
    }

    /** Sums of admission, the count of waiting pods, ends on disk. */
    private void settle(NodeState node, PodRun pod) {
        boolean holds = pod.state().holdsResources();
        if (holds && !pod.held) {
            node.admission.add(pod.template().requests());
        } else if (!holds && pod.held) {
            node.admission.remove(pod.template().requests());
        }
        pod.held = holds;
        if (pod.state().finished() && !pod.endLogged) {
            pod.endLogged = true;
            log.ended(pod);
        }
    }

    private void forget(NodeState node, PodRun pod) {
        if (pod.held) {
            node.admission.remove(pod.template().requests());
            pod.held = false;
        }
        pod.orphan = true; // a report that still stands in the queue is void
        node.pods.remove(pod.ref().uid());
        wakes.schedule(pod, PodSync.NEVER);
        forgotten.add(pod.ref().uid());
        log.forgotten(pod.ref());
    }

    private void report(NodeState node, PodRun pod) {
        if (node.epoch > 0 && !pod.orphan && pod.state() != PodState.WAITING) {
            reports.add(pod);
        }
    }

    private void reportAll(NodeState node) {
        node.pods.values().forEach(pod -> report(node, pod));
    }

    private void reported(PodRun pod, long now) {
        if (pod.state() != PodState.GONE) {
            return;
        }
        long delay = Math.min(GONE_AGAIN_MILLIS << Math.min(pod.goneReports, 8), GONE_AGAIN_MILLIS_MAX);
        pod.goneReports++;
        wakes.schedule(pod, now + delay);
    }

    private static String key(String node, String uid) {
        return node + "/" + uid;
    }
}
