package io.shiplog.executor.node;

import io.shiplog.executor.pod.Admission;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.pod.PodState;
import io.shiplog.executor.pod.PodSync;
import io.shiplog.executor.runtime.RuntimeCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every pod of the process passes after anything that may have changed it: what is due is asked for, the books are
 * kept (sums of admission, ends on disk, the queue of reports), the next look is planned. And the gate that new pods
 * wait at.
 */
final class PodBooks {

    /**
     * A pod that does nothing visible is first reported after this long; most run by then, which saves them one report.
     */
    static final long FIRST_REPORT_MILLIS = 100;
    /** An event that changes nothing waits so long for a report to go with: each one by itself is a transaction. */
    static final long ASIDE_MILLIS = 2_000;
    /** That a pod is gone is said again after this long, doubling up to the most. */
    static final long GONE_AGAIN_MILLIS = 2_000;

    static final long GONE_AGAIN_MILLIS_MAX = 32_000;

    private final CommandLog log;
    final WakeQueue wakes = new WakeQueue();
    final ReportQueue reports = new ReportQueue();
    final Forgotten forgotten = new Forgotten();
    /** Nodes that kill pods which are no longer theirs. */
    final Set<NodeState> clearing = new LinkedHashSet<>();

    /** Arrows of the pod machine that any pod has taken. */
    long arrows;

    private List<RuntimeCall> calls = new ArrayList<>();

    PodBooks(CommandLog log) {
        this.log = log;
    }

    /** What the runtime has to do since the last call of this. */
    List<RuntimeCall> takeCalls() {
        List<RuntimeCall> out = calls;
        calls = out.isEmpty() ? out : new ArrayList<>();
        return out;
    }

    /** One more thing for the runtime to do. */
    void call(RuntimeCall call) {
        calls.add(call);
    }

    /** After anything that may have changed a pod. */
    void step(NodeState node, PodRun pod, boolean changed, long now) {
        PodState before = pod.state();
        long wake = PodSync.sync(pod, node, now, calls);
        arrows |= pod.arrows();
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
        } else if (changed || before != pod.state() || pod.hasNews() || unreported(pod)) {
            report(node, pod);
        } else if (pod.hasEvents()) {
            wake = Math.min(wake, tell(node, pod, now));
        }
        wakes.schedule(pod, wake);
    }

    /** Events that may wait go with the next report, or with one of their own when none comes; when to look again. */
    private long tell(NodeState node, PodRun pod, long now) {
        if (pod.tellAtMillis == 0) {
            pod.tellAtMillis = now + ASIDE_MILLIS;
        } else if (now >= pod.tellAtMillis) {
            report(node, pod);
            return PodSync.NEVER;
        }
        return pod.tellAtMillis;
    }

    /** Started, with nothing to tell yet. */
    private static boolean quiet(PodRun pod) {
        return pod.state() == PodState.STARTING && pod.sequence == 0 && !pod.hasNews();
    }

    private static boolean unreported(PodRun pod) {
        return pod.state() == PodState.GONE || (pod.sequence == 0 && pod.state() != PodState.WAITING);
    }

    /** Sums of admission, and what has to be on disk. */
    private void settle(NodeState node, PodRun pod) {
        boolean holds = pod.state().holdsResources();
        if (holds && !pod.held) {
            node.admission.add(pod.template().requests());
        } else if (!holds && pod.held) {
            node.admission.remove(pod.template().requests());
        }
        pod.held = holds;
        keep(pod);
    }

    /** On disk: how it ended, that it ends for a reason of the node's own, and what its probes have said. */
    private void keep(PodRun pod) {
        if (pod.state().finished() && !pod.endLogged) {
            pod.endLogged = true;
            log.ended(pod);
        } else if (pod.state() == PodState.ENDING
                && !pod.endingLogged
                && !pod.reason().isEmpty()) {
            pod.endingLogged = true;
            log.ended(pod);
        }
        if (pod.unsaved) {
            pod.unsaved = false;
            for (int i = 0; i < pod.size(); i++) {
                if (pod.container(i).watched()) {
                    log.watched(pod, i);
                }
            }
        }
    }

    void forget(NodeState node, PodRun pod) {
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

    /** Reports every pod of a node anew. */
    void reportAll(NodeState node) {
        node.pods.values().forEach(pod -> report(node, pod));
    }

    /** A report of the pod was made. */
    void reported(PodRun pod, long now) {
        if (pod.state() != PodState.GONE) {
            return;
        }
        long delay = Math.min(GONE_AGAIN_MILLIS << Math.min(pod.goneReports, 8), GONE_AGAIN_MILLIS_MAX);
        pod.goneReports++;
        wakes.schedule(pod, now + delay);
    }

    private static boolean gateOpen(NodeState node, long now) {
        boolean cleared = node.orphans == 0 || now >= node.orphansUntilMillis;
        return node.settled && node.epoch > 0 && node.stopped.isEmpty() && cleared;
    }

    /** Lets in what waits, where the node may start pods. */
    void openGate(NodeState node, long now) {
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

    /** Admits or refuses a pod that waits, once the gate is open. */
    void admit(NodeState node, PodRun pod, long now) {
        if (pod.state() != PodState.WAITING || !gateOpen(node, now)) {
            return;
        }
        Optional<Admission.Refusal> refusal = node.refusal(pod.template())
                .or(() -> node.admission.refusal(pod.template().requests()));
        if (refusal.isPresent()) {
            pod.warn(refusal.get().reason(), refusal.get().message(), now);
            pod.refuse(refusal.get().reason(), refusal.get().statusMessage());
        } else {
            pod.admit();
        }
    }
}
