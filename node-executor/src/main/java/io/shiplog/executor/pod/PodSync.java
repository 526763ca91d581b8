package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.RuntimeCall;
import java.util.List;

/**
 * Compares what is wanted of a pod with what is known of its containers and says what the runtime has to do now, and
 * when to look again. Level-triggered: asked twice in the same moment it adds nothing, because what was asked for is
 * part of what is known.
 */
public final class PodSync {

    /** No need to look again before something happens. */
    public static final long NEVER = Long.MAX_VALUE;
    /** A removal or kill that has no effect is asked for again after this long. */
    static final long ASK_AGAIN_MILLIS = 10_000;

    private PodSync() {}

    /**
     * Adds the calls that are due and gives the time at which to look again, {@link #NEVER} when only news can change
     * anything.
     */
    public static long sync(PodRun pod, Surroundings near, long nowMillis, List<RuntimeCall> calls) {
        return switch (pod.state) {
            case STARTING, RUNNING -> run(pod, near, nowMillis, calls);
            case ENDING -> ending(pod, nowMillis, calls);
            case SUCCEEDED, FAILED -> quiet(pod, nowMillis, calls);
            case STOPPING, KILLING -> stop(pod, nowMillis, calls);
            case REMOVING -> remove(pod, nowMillis, calls);
            case WAITING, REFUSED, GONE -> NEVER;
        };
    }

    private static long run(PodRun pod, Surroundings near, long now, List<RuntimeCall> calls) {
        long deadline = deadline(pod);
        if (now >= deadline) {
            String words = "Pod was active on the node longer than the specified deadline";
            pod.warn("DeadlineExceeded", words, now);
            pod.end(
                    PodEvent.FAIL,
                    "DeadlineExceeded",
                    words,
                    now,
                    pod.template().graceSeconds() * 1000);
            return ending(pod, now, calls);
        }
        long mounts = Starts.volumesMissing(pod, near, now);
        if (mounts > now) {
            return Math.min(deadline, mounts);
        }
        long wake = deadline;
        boolean initialized = pod.initialized();
        for (int i = 0; i < pod.template().initCount(); i++) {
            boolean sidecar = pod.spec(i).sidecar();
            if (!sidecar && (initialized || pod.container(i).succeeded())) {
                continue;
            }
            wake = Math.min(wake, tend(pod, i, true, near, now, calls));
            if (!initialized && !(sidecar && pod.container(i).started())) {
                return endedForGood(pod, i) ? over(pod, false, now, calls) : wake;
            }
        }
        boolean mayStart = true;
        for (int i = pod.template().initCount(); i < pod.size(); i++) {
            wake = Math.min(wake, tend(pod, i, mayStart, near, now, calls));
            mayStart &= !postStartUnderWay(pod, i);
        }
        return settle(pod, now, wake, calls);
    }

    /** A postStart hook holds back the containers behind it; service meshes count on that. */
    private static boolean postStartUnderWay(PodRun pod, int i) {
        ContainerCare care = pod.spec(i).care();
        ContainerRun run = pod.container(i);
        ContainerWatch watch = run.watch;
        boolean ended = watch != null && watch.hooked;
        return care != null && care.postStart() && run.live() && run.stop == null && !ended;
    }

    private static long deadline(PodRun pod) {
        long seconds = pod.template().deadlineSeconds();
        return seconds == 0 ? NEVER : pod.acceptedMillis + seconds * 1000;
    }

    /** Up, completed or failed, as the containers after the init containers say. */
    private static long settle(PodRun pod, long now, long wake, List<RuntimeCall> calls) {
        boolean up = true;
        boolean over = true;
        boolean well = true;
        for (int i = pod.template().initCount(); i < pod.size(); i++) {
            ContainerRun run = pod.container(i);
            up &= run.created;
            over &= endedForGood(pod, i);
            well &= run.succeeded();
        }
        if (over) {
            return over(pod, well, now, calls);
        }
        if (up) {
            pod.fire(PodEvent.UP);
        }
        return wake;
    }

    /** Nothing of it runs again: at once where nothing lives, else once its sidecars have been stopped. */
    private static long over(PodRun pod, boolean well, long now, List<RuntimeCall> calls) {
        PodEvent outcome = well ? PodEvent.COMPLETE : PodEvent.FAIL;
        pod.end(outcome, "", "", now, pod.template().graceSeconds() * 1000);
        return pod.state == PodState.ENDING ? ending(pod, now, calls) : NEVER;
    }

    static boolean endedForGood(PodRun pod, int i) {
        ContainerRun run = pod.container(i);
        Termination ended = run.ended;
        return run.phase == ContainerRun.Phase.EXITED
                && ended != null
                && !run.again
                && !pod.spec(i).restarts(ended.exitCode());
    }

    /** One container of a pod that goes on: watched while it runs, started when it does not. */
    private static long tend(
            PodRun pod, int i, boolean mayStart, Surroundings near, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        if (run.live()) {
            long probes = Probing.sync(pod, i, now, calls);
            ContainerStop stop = run.stop;
            return stop == null ? probes : Math.min(probes, Stopping.one(pod, i, stop, now, calls));
        }
        if (endedForGood(pod, i) || !mayStart) {
            return NEVER;
        }
        if (now >= run.notBeforeMillis) {
            return Starts.start(pod, i, near, now, calls);
        }
        return Math.min(run.notBeforeMillis, Starts.showBackOff(pod, i, now));
    }

    private static long ending(PodRun pod, long now, List<RuntimeCall> calls) {
        PodEnd end = pod.end;
        if (end == null || pod.state != PodState.ENDING) {
            return NEVER;
        }
        if (!pod.anyLive()) {
            pod.fire(end.outcome());
            return quiet(pod, now, calls);
        }
        return Stopping.all(pod, end.deadlineMillis(), end.graceMillis() == 0, now, calls);
    }

    /**
     * Kills what lives of a pod that is over: a start that was under way when it ended. What an evicted one has on the
     * node's disk goes at once, since it was evicted for that; others keep it until they are deleted.
     */
    private static long quiet(PodRun pod, long now, List<RuntimeCall> calls) {
        if (pod.anyLive()) {
            return Stopping.all(pod, now, true, now, calls);
        }
        return pod.evictionUnderWay() ? remove(pod, now, calls) : NEVER;
    }

    private static long stop(PodRun pod, long now, List<RuntimeCall> calls) {
        long deadline = pod.stopAtMillis + pod.graceMillis;
        if (pod.state == PodState.STOPPING && now >= deadline) {
            pod.fire(PodEvent.KILL);
        }
        if (!pod.anyLive()) {
            pod.fire(PodEvent.DOWN);
            pod.askedMillis = 0;
            return remove(pod, now, calls);
        }
        return Stopping.all(pod, deadline, pod.graceMillis == 0, now, calls);
    }

    private static long remove(PodRun pod, long now, List<RuntimeCall> calls) {
        if (pod.askedMillis == 0 || now - pod.askedMillis >= ASK_AGAIN_MILLIS) {
            pod.askedMillis = now;
            calls.add(new RuntimeCall.RemovePod(pod.ref()));
        }
        return pod.askedMillis + ASK_AGAIN_MILLIS;
    }
}
