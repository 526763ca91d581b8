package io.shiplog.executor.node;

import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.simulated.InstanceLog;
import io.shiplog.executor.runtime.simulated.Simulation;
import io.shiplog.executor.runtime.simulated.SimulationRules;
import io.shiplog.schemas.record.EventReport;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.NodeHeartbeat;
import io.shiplog.schemas.record.NodeRegistered;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.record.PodStatusReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** NodeCore and Simulation driven in virtual time; keeps the newest report of every pod and every call. */
final class Rig {

    static final long START = 1_000_000_000_000L;

    final List<RuntimeCall> calls = new ArrayList<>();
    final List<PodStatusBatch> batches = new ArrayList<>();
    final Map<String, PodStatusReport> reports = new LinkedHashMap<>();
    final List<String> events = new ArrayList<>();
    final Simulation simulation;
    final NodeCore core;
    final String instance;
    long now = START;

    Rig(Simulation simulation, CommandLog log, String instance, String... nodes) {
        this.simulation = simulation;
        this.instance = instance;
        List<NodeClaim> claims = new ArrayList<>();
        for (String node : nodes) {
            claims.add(NodeClaim.of(
                    node, "127.0.0.1", "amd64", Map.of("cpu", "4", "memory", "16Gi", "pods", "10"), Map.of()));
        }
        NodeClaim.Machine machine = new NodeClaim.Machine("simulated://0", "v1.32.0", "test", "test", "linux", "amd64");
        this.core = new NodeCore(
                new ProcessIdentity("host", instance, 1, "", "simulated"), claims, machine, log, new Templates());
    }

    /** Fresh node n1, registered and caught up. */
    static Rig ready() {
        Rig rig = unregistered();
        rig.register("n1", 1);
        rig.core.caughtUp(rig.now);
        return rig;
    }

    static Rig unregistered() {
        return of("n1", "n2");
    }

    /** Fresh nodes of these names, not registered. */
    static Rig of(String... nodes) {
        return new Rig(new Simulation(SimulationRules.DEFAULT, InstanceLog.NONE), CommandLog.NONE, "run-1", nodes);
    }

    void register(String node, long epoch) {
        command(node, "", new NodeRegistered(node, "host", instance, epoch, ""));
    }

    void command(String node, String uid, @Nullable SpecificRecord value) {
        core.command(node, uid, value, now);
        pump();
    }

    /** Lets time pass, doing everything when it is due. */
    void pass(long millis) {
        long end = now + millis;
        while (true) {
            pump();
            long next = Math.max(now, Math.min(core.nextMillis(), simulation.nextMillis()));
            if (next > end) {
                break;
            }
            now = Math.max(next, now);
            pump();
        }
        now = end;
        pump();
    }

    private void pump() {
        boolean busy = true;
        while (busy) {
            core.tick(now);
            List<RuntimeCall> asked = core.takeCalls();
            calls.addAll(asked);
            asked.forEach(call -> simulation.call(call, now));
            List<Observation> seen = new ArrayList<>();
            simulation.advance(now, seen);
            seen.forEach(observation -> core.observe(observation, now));
            busy = !asked.isEmpty() || !seen.isEmpty();
        }
        core.takeReports(10_000, now).forEach(batch -> {
            batches.add(batch);
            batch.getPods().forEach(report -> {
                reports.put(report.getUid(), report);
                report.getEvents().forEach(event -> events.add(line(event)));
            });
        });
    }

    private static String line(EventReport event) {
        return event.getType() + " " + event.getReason() + " " + event.getMessage();
    }

    PodStatusReport report(String uid) {
        PodStatusReport report = reports.get(uid);
        if (report == null) {
            throw new AssertionError("no report of " + uid + "; there are " + reports.keySet());
        }
        return report;
    }

    List<NodeHeartbeat> beats() {
        HeartbeatBatch batch = core.heartbeat("", now);
        return batch == null ? List.of() : batch.getNodes();
    }

    long starts() {
        return calls.stream().filter(StartContainer.class::isInstance).count();
    }
}
