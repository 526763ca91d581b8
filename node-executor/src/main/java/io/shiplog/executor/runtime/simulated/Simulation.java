package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.pod.ContainerCare;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.ProbeSpec;
import io.shiplog.executor.pod.Termination;
import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.HookKind;
import io.shiplog.executor.runtime.RuntimeCall.Probe;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.executor.runtime.RuntimeCall.RemovePod;
import io.shiplog.executor.runtime.RuntimeCall.RunHook;
import io.shiplog.executor.runtime.RuntimeCall.StartContainer;
import io.shiplog.executor.runtime.RuntimeCall.StopContainer;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.executor.runtime.simulated.SimulatedPod.Container;
import io.shiplog.executor.runtime.simulated.SimulatedPod.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Containers as entries of one queue, for all nodes of a process. Pure: time is passed in, nothing is random, and the
 * same calls at
 * the same times give the same observations. Time may jump: what would have happened in between happens at its own
 * time, in order.
 * Not thread-safe.
 */
public final class Simulation {

    private static final int DELAY_MIN_MILLIS = 5;
    private static final int DELAY_SPREAD_MILLIS = 16;

    private enum Action {
        START,
        FAIL,
        STARTUP_PROBED,
        LIVENESS_PROBED,
        READINESS_PROBED,
        POST_START_ENDED,
        PRE_STOP_ENDED,
        EXIT,
        TERMINATED,
        KILLED,
        REMOVED
    }

    private record Due(long atMillis, long order, Action action, SimulatedPod pod, int container, int token)
            implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final SimulationRules rules;
    private final InstanceLog log;
    private final Map<String, Map<String, SimulatedPod>> nodes = new HashMap<>();
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final WeakHashMap<PodTemplate, Behaviour[]> behaviours = new WeakHashMap<>();
    private final Addresses addresses = new Addresses();
    /** Pods that are scripted to use something; the others use nothing, and say so by saying nothing. */
    private final Set<SimulatedPod> using = new LinkedHashSet<>();

    private long order;
    private int live;

    public Simulation(SimulationRules rules, InstanceLog log) {
        this.rules = rules;
        this.log = log;
    }

    /** Takes a call. */
    public void call(RuntimeCall call, long nowMillis) {
        if (call instanceof StartContainer start) {
            start(start, nowMillis);
        } else if (call instanceof StopContainer stop) {
            stop(stop, nowMillis);
        } else if (call instanceof RemovePod remove) {
            remove(remove.pod(), nowMillis);
        } else if (call instanceof Probe probe) {
            probe(probe, nowMillis);
        } else if (call instanceof RunHook hook) {
            hook(hook, nowMillis);
        }
    }

    private void probe(Probe call, long now) {
        SimulatedPod pod = running(call.pod(), call.container(), call.attempt());
        if (pod != null) {
            Action action = switch (call.kind()) {
                case STARTUP -> Action.STARTUP_PROBED;
                case LIVENESS -> Action.LIVENESS_PROBED;
                case READINESS -> Action.READINESS_PROBED;
            };
            long delay = Math.min(pod.behaviours[call.container()].probeDelayMillis(), timeout(pod, call));
            add(now + delay, action, pod, call.container());
        }
    }

    private static long timeout(SimulatedPod pod, Probe call) {
        ContainerCare care = pod.template.containers().get(call.container()).care();
        ProbeSpec spec = care == null ? null : care.probe(call.kind());
        return spec == null ? Long.MAX_VALUE : spec.timeoutMillis();
    }

    private void hook(RunHook call, long now) {
        SimulatedPod pod = running(call.pod(), call.container(), call.attempt());
        if (pod != null) {
            Behaviour how = pod.behaviours[call.container()];
            boolean first = call.kind() == HookKind.POST_START;
            long delay = (first ? how.postStart() : how.preStop()).delayMillis();
            add(now + delay, first ? Action.POST_START_ENDED : Action.PRE_STOP_ENDED, pod, call.container());
        }
    }

    private @Nullable SimulatedPod running(PodRef ref, int container, int attempt) {
        SimulatedPod pod = pods(ref.node()).get(ref.uid());
        boolean runs = pod != null
                && container < pod.containers.length
                && pod.containers[container].slot == Slot.RUNNING
                && pod.containers[container].attempt == attempt;
        return runs ? pod : null;
    }

    /** Lets everything happen that is due and adds what is seen. */
    public void advance(long nowMillis, List<Observation> seen) {
        Due due = queue.peek();
        while (due != null && due.atMillis() <= nowMillis) {
            queue.remove();
            happen(due, seen);
            due = queue.peek();
        }
    }

    /** When something happens next, Long.MAX_VALUE when nothing will. */
    public long nextMillis() {
        Due due = queue.peek();
        return due == null ? Long.MAX_VALUE : due.atMillis();
    }

    /** Containers that run. */
    public int live() {
        return live;
    }

    /** What scripted containers that run have used by now; see {@link ScriptedUse}. */
    public List<UsageSource.Usage> usage(long nowMillis) {
        List<UsageSource.Usage> out = new ArrayList<>();
        using.forEach(pod -> ScriptedUse.add(pod, nowMillis, out));
        return out;
    }

    /** Pods that are scripted to use something. */
    public int using() {
        return using.size();
    }

    /** Everything there is. */
    public List<FoundPod> list() {
        List<FoundPod> out = new ArrayList<>();
        nodes.values().forEach(pods -> pods.values().forEach(pod -> out.add(found(pod))));
        return out;
    }

    /** Puts back a run that a journal tells of; it goes on as it would have. */
    void restoreStarted(PodRef ref, PodTemplate template, int container, int attempt, long atMillis, int address) {
        SimulatedPod pod = pods(ref.node()).computeIfAbsent(ref.uid(), uid -> {
            addresses.restore(ref.node(), address);
            return new SimulatedPod(ref, template, behaviours(template), address);
        });
        noteUse(pod);
        Container slot = pod.containers[container];
        if (slot.slot != Slot.RUNNING) {
            live++;
        }
        run(pod, container, attempt, atMillis);
    }

    /** Puts back the end of a run. */
    void restoreEnded(PodRef ref, int container, long atMillis, int exitCode, String reason) {
        SimulatedPod pod = pods(ref.node()).get(ref.uid());
        if (pod != null && pod.containers[container].slot == Slot.RUNNING) {
            end(pod.containers[container], atMillis, exitCode, reason);
            live--;
        }
    }

    /** Puts back a removal. */
    void restoreRemoved(PodRef ref) {
        SimulatedPod pod = pods(ref.node()).remove(ref.uid());
        if (pod != null) {
            using.remove(pod);
            addresses.free(ref.node(), pod.address);
            for (Container slot : pod.containers) {
                slot.token++;
            }
        }
    }

    private void noteUse(SimulatedPod pod) {
        if (ScriptedUse.scripted(pod.template)) {
            using.add(pod);
        }
    }

    private Map<String, SimulatedPod> pods(String node) {
        return nodes.computeIfAbsent(node, n -> new HashMap<>());
    }

    private Behaviour[] behaviours(PodTemplate template) {
        return behaviours.computeIfAbsent(template, t -> {
            Behaviour[] all = new Behaviour[t.containers().size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = rules.behaviour(t, i);
            }
            return all;
        });
    }

    private void start(StartContainer call, long now) {
        PodRef ref = call.pod();
        SimulatedPod pod = pods(ref.node())
                .computeIfAbsent(
                        ref.uid(),
                        uid -> new SimulatedPod(
                                ref, call.template(), behaviours(call.template()), addresses.take(ref.node())));
        noteUse(pod);
        Container slot = pod.containers[call.container()];
        if (slot.slot == Slot.STARTING || slot.slot == Slot.RUNNING) {
            return;
        }
        if (slot.slot == Slot.EXITED && call.attempt() <= slot.attempt) {
            add(now, Action.EXIT, pod, call.container()); // this run has been; say again how it ended
            return;
        }
        Behaviour how = pod.behaviours[call.container()];
        slot.slot = Slot.STARTING;
        slot.attempt = call.attempt();
        slot.terminating = false;
        slot.token++;
        boolean fails = how.imageMissing() || !how.startError().isEmpty();
        long pull = Math.max(0, how.pullDelayMillis());
        long delay = how.startDelayMillis() >= 0 ? how.startDelayMillis() : jitter(ref.uid());
        add(now + pull + delay, fails ? Action.FAIL : Action.START, pod, call.container());
    }

    /** 5 to 20 ms, always the same for the same pod. */
    private static long jitter(String uid) {
        return DELAY_MIN_MILLIS + Math.floorMod(uid.hashCode() * 0x9E3779B9, DELAY_SPREAD_MILLIS);
    }

    private void stop(StopContainer call, long now) {
        SimulatedPod pod = pods(call.pod().node()).get(call.pod().uid());
        if (pod == null || pod.containers[call.container()].attempt != call.attempt()) {
            return;
        }
        Container slot = pod.containers[call.container()];
        Behaviour how = pod.behaviours[call.container()];
        if (slot.slot == Slot.STARTING) {
            slot.token++;
            add(now, Action.KILLED, pod, call.container());
        } else if (slot.slot == Slot.RUNNING && call.force()) {
            add(now, Action.KILLED, pod, call.container());
        } else if (slot.slot == Slot.RUNNING && !how.ignoresTerm() && !slot.terminating) {
            slot.terminating = true;
            long delay = how.stopDelayMillis() >= 0 ? how.stopDelayMillis() : jitter(pod.ref.uid());
            add(now + delay, Action.TERMINATED, pod, call.container());
        } else if (slot.slot == Slot.EXITED) {
            add(now, Action.EXIT, pod, call.container());
        }
    }

    private void remove(PodRef ref, long now) {
        SimulatedPod pod = pods(ref.node()).get(ref.uid());
        SimulatedPod gone = pod == null ? new SimulatedPod(ref, PodTemplate.parse("{}"), new Behaviour[0], 0) : pod;
        queue.add(new Due(now, order++, Action.REMOVED, gone, 0, 0));
    }

    private void add(long at, Action action, SimulatedPod pod, int container) {
        queue.add(new Due(at, order++, action, pod, container, pod.containers[container].token));
    }

    private void happen(Due due, List<Observation> seen) {
        SimulatedPod pod = due.pod();
        if (due.action() == Action.REMOVED) {
            removed(pod, due.atMillis(), seen);
            return;
        }
        int i = due.container();
        Container slot = pod.containers[i];
        if (slot.token != due.token()) {
            return;
        }
        long at = due.atMillis();
        switch (due.action()) {
            case START -> started(pod, i, at, seen);
            case FAIL -> failed(pod, i, at, seen);
            case STARTUP_PROBED, LIVENESS_PROBED, READINESS_PROBED -> seen.add(probed(pod, i, due.action(), at));
            case POST_START_ENDED, PRE_STOP_ENDED -> seen.add(hookEnded(pod, i, due.action(), at));
            case EXIT -> exited(pod, i, at, pod.behaviours[i].exitCode(), pod.behaviours[i].exitReason(), seen);
            case TERMINATED -> exited(pod, i, at, 0, "Completed", seen);
            case KILLED -> exited(pod, i, at, 137, "Error", seen);
            case REMOVED -> throw new IllegalStateException("handled above");
        }
    }

    private static Observation probed(SimulatedPod pod, int i, Action action, long at) {
        Container slot = pod.containers[i];
        Behaviour how = pod.behaviours[i];
        long since = at - slot.startedMillis;
        long liveness = how.livenessFailsAfterMillis();
        boolean success = switch (action) {
            case STARTUP_PROBED -> since >= how.startupDelayMillis() || !how.goesWrong(slot.attempt);
            case LIVENESS_PROBED -> liveness < 0 || since < liveness || !how.goesWrong(slot.attempt);
            default -> how.readyAt(since);
        };
        ProbeKind kind = switch (action) {
            case STARTUP_PROBED -> ProbeKind.STARTUP;
            case LIVENESS_PROBED -> ProbeKind.LIVENESS;
            default -> ProbeKind.READINESS;
        };
        Probe call = new Probe(pod.ref, pod.template, i, slot.attempt, kind);
        boolean late = how.probeDelayMillis() >= timeout(pod, call) && how.goesWrong(slot.attempt);
        String words = late ? "context deadline exceeded" : success ? "" : "the script says so";
        return new Observation.Probed(
                pod.ref.node(), pod.ref.uid(), i, slot.attempt, at, kind, success && !late, words);
    }

    private static Observation hookEnded(SimulatedPod pod, int i, Action action, long at) {
        Container slot = pod.containers[i];
        Behaviour how = pod.behaviours[i];
        boolean first = action == Action.POST_START_ENDED;
        String error = (first ? how.postStart() : how.preStop()).error();
        return new Observation.HookEnded(
                pod.ref.node(),
                pod.ref.uid(),
                i,
                slot.attempt,
                at,
                first ? HookKind.POST_START : HookKind.PRE_STOP,
                how.goesWrong(slot.attempt) ? error : "");
    }

    private void failed(SimulatedPod pod, int i, long at, List<Observation> seen) {
        Container slot = pod.containers[i];
        PodRef ref = pod.ref;
        Behaviour how = pod.behaviours[i];
        String image = pod.template.containers().get(i).image();
        slot.slot = Slot.EMPTY;
        slot.token++;
        if (how.imageMissing()) {
            seen.add(new Observation.Pulling(ref.node(), ref.uid(), i, slot.attempt, at));
            String words = "rpc error: code = NotFound desc = failed to pull and unpack image \"" + image
                    + "\": failed to resolve reference \"" + image + "\": not found";
            seen.add(new Observation.StartFailed(ref.node(), ref.uid(), i, slot.attempt, at, "ErrImagePull", words));
        } else {
            seen.add(new Observation.StartFailed(
                    ref.node(), ref.uid(), i, slot.attempt, at, "RunContainerError", how.startError()));
        }
    }

    private void started(SimulatedPod pod, int i, long at, List<Observation> seen) {
        PodRef ref = pod.ref;
        Container slot = pod.containers[i];
        Behaviour how = pod.behaviours[i];
        long pull = how.pullDelayMillis();
        if (pull >= 0 && slot.attempt == 0) {
            seen.add(new Observation.Pulling(ref.node(), ref.uid(), i, 0, at - pull));
        }
        seen.add(new Observation.Pulled(ref.node(), ref.uid(), i, slot.attempt, at, slot.attempt == 0 ? pull : -1, 0));
        log.started(ref, pod.template, i, slot.attempt, at, pod.address);
        live++;
        run(pod, i, slot.attempt, at);
        boolean ready = !how.scriptsReadiness();
        seen.add(new Observation.Started(ref.node(), ref.uid(), i, slot.attempt, at, "", "", pod.ip(), ready));
    }

    /** Running since then, with everything planned that its behaviour says. */
    private void run(SimulatedPod pod, int i, int attempt, long at) {
        Container slot = pod.containers[i];
        Behaviour how = pod.behaviours[i];
        slot.slot = Slot.RUNNING;
        slot.attempt = attempt;
        slot.startedMillis = at;
        slot.terminating = false;
        slot.token++;
        if (how.exitAfterMillis() >= 0 && how.goesWrong(attempt)) {
            add(at + how.exitAfterMillis(), Action.EXIT, pod, i);
        }
    }

    private void exited(SimulatedPod pod, int i, long at, int exitCode, String reason, List<Observation> seen) {
        Container slot = pod.containers[i];
        PodRef ref = pod.ref;
        if (slot.slot == Slot.RUNNING) {
            log.ended(ref, i, slot.attempt, at, exitCode, reason);
            live--;
            end(slot, at, exitCode, reason);
        } else if (slot.slot == Slot.STARTING) {
            slot.startedMillis = at;
            end(slot, at, exitCode, reason);
        }
        seen.add(new Observation.Exited(ref.node(), ref.uid(), i, slot.attempt, at, termination(slot)));
    }

    private static void end(Container slot, long at, int exitCode, String reason) {
        slot.slot = Slot.EXITED;
        slot.token++;
        slot.exitCode = exitCode;
        slot.exitReason = reason;
        slot.finishedMillis = at;
    }

    private static Termination termination(Container slot) {
        return new Termination(slot.exitCode, 0, slot.exitReason, "", slot.startedMillis, slot.finishedMillis);
    }

    private void removed(SimulatedPod pod, long at, List<Observation> seen) {
        PodRef ref = pod.ref;
        if (nodes.getOrDefault(ref.node(), Map.of()).get(ref.uid()) == pod) {
            for (int i = 0; i < pod.containers.length; i++) {
                if (pod.containers[i].slot == Slot.RUNNING) {
                    exited(pod, i, at, 137, "Error", seen);
                }
                pod.containers[i].token++;
            }
            pods(ref.node()).remove(ref.uid());
            using.remove(pod);
            addresses.free(ref.node(), pod.address);
            log.removed(ref, at);
        }
        seen.add(new Observation.PodRemoved(ref.node(), ref.uid(), at));
    }

    private static FoundPod found(SimulatedPod pod) {
        List<FoundPod.FoundContainer> containers = new ArrayList<>();
        for (int i = 0; i < pod.containers.length; i++) {
            Container slot = pod.containers[i];
            if (slot.slot == Slot.RUNNING || slot.slot == Slot.EXITED) {
                containers.add(new FoundPod.FoundContainer(
                        pod.template.containers().get(i).name(),
                        slot.attempt,
                        slot.startedMillis,
                        "",
                        "",
                        !pod.behaviours[i].scriptsReadiness(),
                        slot.slot == Slot.EXITED ? termination(slot) : null));
            }
        }
        return new FoundPod(pod.ref, pod.template.source(), pod.ip(), containers);
    }
}
