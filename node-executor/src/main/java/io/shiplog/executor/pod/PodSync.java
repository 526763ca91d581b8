package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.RuntimeCall;
import java.util.List;

/**
 * Compares what is wanted of a pod with what is known of its containers and says what the runtime has to do now, and
 * when to
 * look again. Level-triggered: asked twice in the same moment it adds nothing, because what was asked for is part of
 * what is known.
 */
public final class PodSync {

    /** No need to look again before something happens. */
    public static final long NEVER = Long.MAX_VALUE;
    /** A failed pull is shown as such for this long before it is shown as a back-off. */
    static final long PULL_ERROR_SHOWN_MILLIS = 1_000;
    /** A stop that has no effect is asked for again after this long. */
    static final long ASK_AGAIN_MILLIS = 10_000;

    private PodSync() {}

    /**
     * Adds the calls that are due and gives the time at which to look again, {@link #NEVER} when only news can change
     * anything.
     */
    public static long sync(PodRun pod, long nowMillis, List<RuntimeCall> calls) {
        return switch (pod.state) {
            case STARTING, RUNNING -> run(pod, nowMillis, calls);
            case SUCCEEDED, FAILED -> quiet(pod, nowMillis, calls);
            case STOPPING, KILLING -> stop(pod, nowMillis, calls);
            case REMOVING -> remove(pod, nowMillis, calls);
            case WAITING, REFUSED, GONE -> NEVER;
        };
    }

    private static long run(PodRun pod, long now, List<RuntimeCall> calls) {
        long deadline = deadline(pod);
        if (now >= deadline) {
            pod.reason = "DeadlineExceeded";
            pod.message = "Pod was active on the node longer than the specified deadline";
            pod.warn(pod.reason, pod.message, now);
            pod.fire(PodEvent.FAIL);
            return quiet(pod, now, calls);
        }
        long wake = deadline;
        for (int i = 0; i < pod.template().initCount(); i++) {
            ContainerRun run = pod.container(i);
            if (!pod.spec(i).sidecar() && run.succeeded()) {
                continue;
            }
            wake = Math.min(wake, keepRunning(pod, i, now, calls));
            if (!pod.spec(i).sidecar() || run.phase != ContainerRun.Phase.RUNNING) {
                return endedForGood(pod, i) ? fail(pod, now, calls) : wake;
            }
        }
        for (int i = pod.template().initCount(); i < pod.size(); i++) {
            wake = Math.min(wake, keepRunning(pod, i, now, calls));
        }
        return settle(pod, now, wake, calls);
    }

    private static long fail(PodRun pod, long now, List<RuntimeCall> calls) {
        pod.fire(PodEvent.FAIL);
        return quiet(pod, now, calls);
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
            pod.fire(well ? PodEvent.COMPLETE : PodEvent.FAIL);
            return quiet(pod, now, calls);
        }
        if (up) {
            pod.fire(PodEvent.UP);
        }
        return wake;
    }

    private static boolean endedForGood(PodRun pod, int i) {
        ContainerRun run = pod.container(i);
        Termination ended = run.ended;
        return run.phase == ContainerRun.Phase.EXITED
                && ended != null
                && !policy(pod, i).restarts(ended.exitCode());
    }

    /** The policy of one container: sidecars always, other init containers run once more only after a failure. */
    static RestartPolicy policy(PodRun pod, int container) {
        ContainerSpec spec = pod.spec(container);
        RestartPolicy policy = pod.template().restartPolicy();
        if (spec.sidecar()) {
            return RestartPolicy.ALWAYS;
        }
        return spec.init() && policy == RestartPolicy.ALWAYS ? RestartPolicy.ON_FAILURE : policy;
    }

    private static long keepRunning(PodRun pod, int i, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        if (run.live() || endedForGood(pod, i)) {
            return NEVER;
        }
        if (now >= run.notBeforeMillis) {
            start(pod, i, now, calls);
            return NEVER;
        }
        return Math.min(run.notBeforeMillis, showBackOff(pod, i, now));
    }

    /** Turns ErrImagePull into ImagePullBackOff once it has been shown; gives the time when that is due. */
    private static long showBackOff(PodRun pod, int i, long now) {
        ContainerRun run = pod.container(i);
        boolean pullError = run.reason.equals(Words.ERR_IMAGE_PULL);
        if (run.phase != ContainerRun.Phase.WAITING || !pullError) {
            return NEVER;
        }
        long due = run.pull.updatedMillis() + PULL_ERROR_SHOWN_MILLIS;
        if (now < due) {
            return due;
        }
        String image = pod.spec(i).image();
        run.waiting(
                Words.IMAGE_PULL_BACK_OFF, Words.pullBackOff(image) + ": " + Words.ERR_IMAGE_PULL + ": " + run.message);
        pod.event("Normal", "BackOff", Words.pullBackOff(image), i, now);
        pod.event("Warning", "Failed", "Error: " + Words.IMAGE_PULL_BACK_OFF, i, now);
        return NEVER;
    }

    private static void start(PodRun pod, int i, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        if (run.created) {
            run.crash = run.crash.next(now);
            run.attempt++;
            if (run.ended != null) {
                run.last = run.ended;
            }
            run.created = false;
        }
        run.ended = null;
        run.ready = false;
        run.phase = ContainerRun.Phase.STARTING;
        calls.add(new RuntimeCall.StartContainer(pod.ref(), pod.template(), i, run.attempt, PodConfigs.NONE));
    }

    /** Ends sidecars of a pod that is over. */
    private static long quiet(PodRun pod, long now, List<RuntimeCall> calls) {
        if (!pod.anyLive()) {
            return NEVER;
        }
        if (now - pod.askedMillis < ASK_AGAIN_MILLIS && pod.askedMillis != 0) {
            return pod.askedMillis + ASK_AGAIN_MILLIS;
        }
        pod.askedMillis = now;
        signal(pod, true, calls);
        return now + ASK_AGAIN_MILLIS;
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
        boolean force = pod.state == PodState.KILLING;
        boolean again = force && now - pod.askedMillis >= ASK_AGAIN_MILLIS;
        if (!pod.termSent || (force && !pod.killSent) || again) {
            if (!pod.termSent) {
                announce(pod, now);
            }
            pod.askedMillis = now;
            pod.termSent = true;
            pod.killSent = force;
            signal(pod, force, calls);
        }
        return force ? pod.askedMillis + ASK_AGAIN_MILLIS : deadline;
    }

    private static void announce(PodRun pod, long now) {
        for (int i = 0; i < pod.size(); i++) {
            if (pod.container(i).live()) {
                pod.event(
                        "Normal", "Killing", "Stopping container " + pod.spec(i).name(), i, now);
            }
        }
    }

    private static void signal(PodRun pod, boolean force, List<RuntimeCall> calls) {
        for (int i = 0; i < pod.size(); i++) {
            if (pod.container(i).live()) {
                calls.add(new RuntimeCall.StopContainer(pod.ref(), i, pod.container(i).attempt, force));
            }
        }
    }

    private static long remove(PodRun pod, long now, List<RuntimeCall> calls) {
        if (pod.askedMillis == 0 || now - pod.askedMillis >= ASK_AGAIN_MILLIS) {
            pod.askedMillis = now;
            calls.add(new RuntimeCall.RemovePod(pod.ref()));
        }
        return pod.askedMillis + ASK_AGAIN_MILLIS;
    }
}
