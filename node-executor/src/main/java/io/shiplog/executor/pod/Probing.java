package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.HookKind;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Probes and the postStart hook of a running container, by the rules of the kubelet's prober: the hook first, then the
 * startup probe alone, then liveness and readiness side by side. One probe of a kind is under way at a time.
 */
public final class Probing {

    private Probing() {}

    /** Adds the hook or the probes that are due and gives the time of the next. */
    static long sync(PodRun pod, int i, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        ContainerWatch watch = run.watch;
        if (watch == null || run.phase != ContainerRun.Phase.RUNNING) {
            return PodSync.NEVER;
        }
        if (!watch.hooked) {
            if (!watch.hookAsked && run.stop == null && !pod.state.leaving()) {
                watch.hookAsked = true;
                calls.add(new RuntimeCall.RunHook(pod.ref(), pod.template(), i, run.attempt, HookKind.POST_START));
            }
            return PodSync.NEVER;
        }
        if (!watch.started()) {
            return ask(pod, i, watch.startup, now, calls);
        }
        return Math.min(ask(pod, i, watch.liveness, now, calls), ask(pod, i, watch.readiness, now, calls));
    }

    private static long ask(PodRun pod, int i, @Nullable ProbeCount count, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        if (count == null || count.over || !goesOn(pod, i, count.kind)) {
            return PodSync.NEVER;
        }
        long due = count.dueMillis(run.startedMillis, now);
        if (now < due) {
            return due;
        }
        count.asked(now);
        calls.add(new RuntimeCall.Probe(pod.ref(), pod.template(), i, run.attempt, count.kind));
        return count.dueMillis(run.startedMillis, now);
    }

    /**
     * Is a container probed any more? Not once its pod is over or the container has ended for good; while it is being
     * stopped only readiness is looked at, since a failure of the others could only lead to what happens already.
     */
    public static boolean goesOn(PodRun pod, int i, ProbeKind kind) {
        if (pod.state.finished() || PodSync.endedForGood(pod, i)) {
            return false;
        }
        return !pod.state.leaving() || kind == ProbeKind.READINESS;
    }

    /** What is held of a probe now; null while nothing is known of the container. */
    public static ProbeCount.@Nullable Result result(PodRun pod, int i, ProbeKind kind) {
        ContainerRun run = pod.container(i);
        boolean known = run.everCreated() || run.phase == ContainerRun.Phase.STARTING;
        if (pod.state == PodState.WAITING || pod.state.finished() || !known) {
            return null;
        }
        ContainerWatch watch = run.watch;
        if (run.phase != ContainerRun.Phase.RUNNING || watch == null) {
            return ProbeCount.Result.FAILURE;
        }
        ProbeCount count = watch.of(kind);
        return count == null || !goesOn(pod, i, kind) ? ProbeCount.Result.SUCCESS : count.held;
    }

    /** Takes the answer of a probe; true when the container's state changed or there is an event. */
    static boolean probed(PodRun pod, ContainerRun run, Observation.Probed seen) {
        ContainerWatch watch = run.watch;
        ProbeCount count = watch == null ? null : watch.of(seen.kind());
        if (watch == null || count == null || run.phase != ContainerRun.Phase.RUNNING) {
            return false;
        }
        boolean started = watch.started();
        boolean ready = watch.ready();
        if (!count.answered(seen.success())) {
            return false;
        }
        if (!seen.success() && count.worthTelling()) {
            String words = name(count.kind) + " probe failed: " + seen.message();
            pod.event("Warning", "Unhealthy", words, seen.container(), seen.atMillis());
        }
        if (count.held == ProbeCount.Result.FAILURE && count.kind != ProbeKind.READINESS) {
            count.over = true;
            unhealthy(pod, seen, count);
        }
        boolean changed = started != watch.started() || ready != watch.ready();
        pod.unsaved |= changed;
        return changed;
    }

    /** Takes that a probe could not be carried out, which counts for nothing, as in the kubelet; true for an event. */
    static boolean errored(PodRun pod, ContainerRun run, Observation.ProbeErrored seen) {
        ContainerWatch watch = run.watch;
        ProbeCount count = watch == null ? null : watch.of(seen.kind());
        if (count == null || run.phase != ContainerRun.Phase.RUNNING || !count.errored()) {
            return false;
        }
        String words = name(count.kind) + " probe errored and resulted in unknown state: " + seen.message();
        pod.event("Warning", "Unhealthy", words, seen.container(), seen.atMillis());
        return true;
    }

    private static void unhealthy(PodRun pod, Observation.Probed seen, ProbeCount count) {
        int i = seen.container();
        String words = "Container " + pod.spec(i).name() + " failed "
                + name(count.kind).toLowerCase(Locale.ROOT) + " probe";
        boolean again = pod.spec(i).policy() != RestartPolicy.NEVER;
        long own = count.spec.graceSeconds();
        long grace = own >= 0 ? own : pod.template().graceSeconds();
        Stopping.begin(pod, i, again ? words + ", will be restarted" : words, grace, seen.atMillis());
    }

    private static String name(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> "Startup";
            case LIVENESS -> "Liveness";
            case READINESS -> "Readiness";
        };
    }

    /** Takes the end of a hook; true when the container's state changed or there is an event. */
    static boolean hookEnded(PodRun pod, ContainerRun run, Observation.HookEnded seen) {
        boolean failed = !seen.message().isEmpty();
        if (seen.kind() == HookKind.PRE_STOP) {
            ContainerStop stop = run.stop;
            if (stop == null || stop.hookEnded) {
                return false;
            }
            stop.hookEnded = true;
            if (failed) {
                // The hook's words are left out, as in Kubernetes: they may hold what is secret.
                pod.event("Warning", "FailedPreStopHook", "PreStopHook failed", seen.container(), seen.atMillis());
            }
            return failed;
        }
        ContainerWatch watch = run.watch;
        if (watch == null || watch.hooked || run.phase != ContainerRun.Phase.RUNNING) {
            return false;
        }
        if (failed) {
            pod.event("Warning", "FailedPostStartHook", "PostStartHook failed", seen.container(), seen.atMillis());
            Stopping.begin(
                    pod, seen.container(), "FailedPostStartHook", pod.template().graceSeconds(), seen.atMillis());
        } else {
            watch.hooked = true;
            pod.unsaved = true;
        }
        return true;
    }
}
