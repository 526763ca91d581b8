package io.shiplog.executor.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.node.pressure.PodUse;
import io.shiplog.executor.node.pressure.Signals;
import io.shiplog.executor.pod.PodEvent;
import io.shiplog.executor.pod.PodObserver;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.ImageStore;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ConfigureNode;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.ImageReport;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.RunPod;
import io.shiplog.schemas.record.StopPod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All nodes of one executor process: commands, observations and time in; runtime calls, status reports and heartbeats
 * out. Knows no Kafka, no clock, no threads, so the simulator drives the very same code. The rules, as sentences:
 *
 * <ul>
 *   <li>No pod starts before the commands were read to their end as of the start, the node has its epoch, and what is
 *       no longer its own has been killed. Pods that already run go on meanwhile, restarts included.
 *   <li>A pod that runs and is wanted is adopted, never started a second time.
 *   <li>A pod is reported gone again and again until the tombstone of its command is seen.
 *   <li>A node whose name another process holds does nothing; one whose name was taken over kills its pods.
 * </ul>
 */
public final class NodeCore {

    /** New pods wait at most this long for the end of pods that are no longer wanted. */
    static final long ORPHANS_MILLIS_MAX = 30_000;

    private final ProcessIdentity identity;
    private final CommandLog log;
    private final Templates templates;
    private final Map<String, NodeState> nodes = new TreeMap<>();
    private final Heartbeats heartbeats;
    private final PodBooks books;
    private final Map<String, FoundPod> strays = new LinkedHashMap<>();
    private boolean caughtUp;
    private boolean shuttingDown;

    public NodeCore(
            ProcessIdentity identity,
            List<NodeClaim> claims,
            NodeClaim.Machine machine,
            CommandLog log,
            Templates templates) {
        this.identity = identity;
        this.log = log;
        this.templates = templates;
        this.books = new PodBooks(log);
        claims.forEach(claim -> nodes.put(claim.name(), new NodeState(claim)));
        this.heartbeats = new Heartbeats(identity, machine, nodes);
    }

    /** True when this process hosts the node. */
    public boolean hosts(String node) {
        return nodes.containsKey(node);
    }

    /** Takes up the ConfigMaps and Secrets that an earlier life knew. Called once, before {@link #restore}. */
    public void recall(List<CommandLog.SavedConfiguration> saved) {
        for (CommandLog.SavedConfiguration old : saved) {
            NodeState node = nodes.get(old.node());
            if (node != null) {
                node.recall(old.key(), old.object());
            }
        }
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
            PodState end = old.end() == PodState.ENDING ? null : old.end();
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
                old.runs()
                        .forEach(run -> PodObserver.recall(
                                pod, run.container(), run.attempt(), run.hooked(), run.started(), run.ready()));
            }
            if (old.end() == PodState.ENDING) {
                pod.endingLogged = true;
                pod.end(
                        PodEvent.FAIL,
                        old.reason(),
                        old.message(),
                        nowMillis,
                        old.template().graceSeconds() * 1000);
            }
            if (old.stopAtMillis() != 0) {
                pod.restoreStop(old.stopAtMillis(), old.graceMillis());
            }
            books.step(node, pod, false, nowMillis);
        }
    }

    /**
     * Takes one record of node-commands.
     *
     * @param uid what the key says behind the node: a pod's uid, kind/namespace/name of a configuration, or nothing
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
        } else if (value instanceof ConfigureNode configuration) {
            configure(node, uid, configuration, nowMillis);
        } else if (uid.indexOf('/') >= 0) {
            remember(node, uid, null);
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
            node.settled = true;
            node.forgetRecalled().forEach(key -> log.configured(node.claim.name(), key, null));
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
        for (NodeState node : nodes.values()) {
            books.openGate(node, nowMillis);
            // What a pod waited for and did not come with the commands does not exist.
            List.copyOf(node.pods.values()).stream()
                    .filter(pod -> !pod.template().configReferences().isEmpty())
                    .forEach(pod -> books.step(node, pod, false, nowMillis));
        }
    }

    /** Takes what the runtime saw. */
    public void observe(Observation seen, long nowMillis) {
        NodeState node = nodes.get(seen.node());
        PodRun pod = node == null ? null : node.pods.get(seen.uid());
        if (node != null && pod != null) {
            PodState before = pod.state();
            boolean changed = PodObserver.observe(pod, seen);
            books.step(node, pod, changed || before != pod.state(), nowMillis);
        }
    }

    /** The pod of this uid on any node of this process, or null. */
    public @Nullable PodRun find(String uid) {
        return nodes.values().stream()
                .map(node -> node.pods.get(uid))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Does what is due. */
    public void tick(long nowMillis) {
        PodRun due = books.wakes.poll(nowMillis);
        while (due != null) {
            NodeState node = nodes.get(due.ref().node());
            if (node != null) {
                books.step(node, due, false, nowMillis);
            }
            due = books.wakes.poll(nowMillis);
        }
        if (shuttingDown) {
            nodes.values().forEach(node -> node.stepShutdown(books, nowMillis));
        }
        for (NodeState node : List.copyOf(books.clearing)) {
            if (nowMillis >= node.orphansUntilMillis) {
                books.clearing.remove(node);
                books.openGate(node, nowMillis);
            }
        }
    }

    /** When {@link #tick} has to be called at the latest. */
    public long nextMillis() {
        long next = books.wakes.nextMillis();
        for (NodeState node : books.clearing) {
            next = Math.min(next, node.orphansUntilMillis);
        }
        if (shuttingDown) {
            for (NodeState node : nodes.values()) {
                next = Math.min(next, node.shutdown == null ? next : node.shutdown.nextMillis());
            }
        }
        return next;
    }

    /**
     * The machine goes down: pods end within their own grace periods, but no later than the given time, critical ones
     * (system-* priority classes) after all others; the nodes are NotReady and take no pods any more. For good.
     *
     * @param graceMillis time for all pods but critical ones
     * @param criticalGraceMillis time for critical pods after that
     */
    public void shutdown(long nowMillis, long graceMillis, long criticalGraceMillis) {
        if (shuttingDown) {
            return;
        }
        shuttingDown = true;
        for (NodeState node : nodes.values()) {
            node.shutdown = new NodeShutdown(nowMillis, graceMillis, criticalGraceMillis);
            node.stepShutdown(books, nowMillis);
        }
    }

    /** True when after {@link #shutdown} no container lives. */
    public boolean shutDown() {
        return shuttingDown
                && nodes.values().stream()
                        .flatMap(node -> node.pods.values().stream())
                        .noneMatch(PodRun::anyLive);
    }

    /** Ends a pod that its node cannot bear: it becomes Failed with reason Evicted. False when it does not run. */
    public boolean evict(String nodeName, String uid, String message, long nowMillis) {
        NodeState node = nodes.get(nodeName);
        return node != null && Evictions.evict(node, books, uid, message, nowMillis);
    }

    /**
     * Takes what a node has left and what its pods use: its conditions follow, and where a threshold is crossed the pod
     * that is first in the ranking is evicted. To be called every few seconds (the kubelet looks every 10).
     */
    public void pressure(String nodeName, Signals signals, List<PodUse.Measured> pods, long nowMillis) {
        NodeState node = nodes.get(nodeName);
        if (node != null) {
            node.detailsDue |= node.pressure.look(signals, nowMillis);
            Evictions.relieve(node, books, signals, pods, nowMillis);
        }
    }

    /** Takes what images the runtime keeps, for all nodes. To be called now and then (a kubelet looks every 30 s). */
    public void images(List<ImageStore.Image> found) {
        List<ImageReport> images = NodeImages.reported(found);
        nodes.values().forEach(node -> node.images.found(images));
    }

    /** What the runtime has to do since the last call of this. */
    public List<RuntimeCall> takeCalls() {
        return books.takeCalls();
    }

    /** True when there is something to report. */
    public boolean hasReports() {
        return !books.reports.isEmpty();
    }

    /** Reports of up to so many pods whose state changed; each belongs into one record under its namespace. */
    public List<PodStatusBatch> takeReports(int podsMax, long nowMillis) {
        return books.reports.take(
                identity.host(), identity.scheme(), nodes, podsMax, pod -> books.reported(pod, nowMillis));
    }

    /** Reports every pod anew: after a time in which reports may have been lost. */
    public void reportAll() {
        nodes.values().forEach(node -> {
            node.describeAnew();
            books.reportAll(node);
        });
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

    /** Arrows of the pod machine that any pod has taken since the start, one bit each, by their number. */
    public long arrowsTaken() {
        return books.arrows;
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
            node.registered(record.getEpoch());
            books.reportAll(node);
            books.openGate(node, now);
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
        if (books.forgotten.contains(command.getUid())) {
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
        books.admit(node, pod, now);
        books.step(node, pod, false, now);
    }

    private void configure(NodeState node, String key, ConfigureNode command, long now) {
        byte[] json = new byte[command.getObject().remaining()];
        command.getObject().duplicate().get(json);
        remember(node, key, Json.parse(json));
        for (PodRun pod : List.copyOf(node.pods.values())) {
            boolean named = !pod.template().configReferences().isEmpty()
                    && pod.ref().namespace().equals(command.getNamespace());
            if (named) {
                if (pod.configured(command.getKind(), command.getName())) {
                    books.call(new RuntimeCall.UpdateVolumes(
                            pod.ref(), pod.template(), node.configs(pod.ref(), pod.template())));
                }
                books.step(node, pod, false, now);
            }
        }
    }

    private void remember(NodeState node, String key, @Nullable ObjectNode object) {
        if (node.configure(key, object)) {
            log.configured(node.claim.name(), key, object);
        }
    }

    private void stop(NodeState node, StopPod command, long now) {
        String uid = command.getUid();
        PodRun pod = node.pods.get(uid);
        if (pod == null) {
            if (books.forgotten.contains(uid)) {
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
            if (node.shutdown != null) {
                node.shutdown.bound(pod);
            }
            log.stopping(pod);
            books.step(node, pod, true, now);
        }
    }

    private void tombstone(NodeState node, String uid, long now) {
        PodRun pod = node.pods.get(uid);
        if (pod == null) {
            books.forgotten.add(uid); // should its RunPod be read again
        } else if (pod.state() == PodState.GONE || pod.state() == PodState.WAITING || pod.state() == PodState.REFUSED) {
            books.forget(node, pod);
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
        books.clearing.add(node);
        node.orphansUntilMillis = now + ORPHANS_MILLIS_MAX;
        pod.kill(now);
        log.stopping(pod);
        books.step(node, pod, false, now);
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

    private static String key(String node, String uid) {
        return node + "/" + uid;
    }
}
