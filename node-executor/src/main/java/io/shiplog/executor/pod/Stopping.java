package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.RuntimeCall.HookKind;
import java.util.List;

/**
 * How running containers are stopped: preStop, SIGTERM, SIGKILL, all within one grace period. Sidecars get their
 * SIGTERM when everything that they serve has ended, the last one first.
 */
final class Stopping {

    /** A stop that has no effect is asked for again after this long. */
    static final long ASK_AGAIN_MILLIS = 10_000;
    /** What a container gets after SIGTERM at least, also when preStop took all of the grace period. */
    static final long LEAST_MILLIS = 2_000;

    private Stopping() {}

    /** Begins to stop one container of a pod that goes on, in order to start it again where its policy allows. */
    static void begin(PodRun pod, int i, String words, long graceSeconds, long now) {
        ContainerRun run = pod.container(i);
        if (run.stop != null) {
            return;
        }
        run.again = pod.spec(i).policy() != RestartPolicy.NEVER;
        run.stop = new ContainerStop(now + graceSeconds * 1000, hasHook(pod, i) && graceSeconds > 0);
        pod.event("Normal", "Killing", words, i, now);
    }

    private static boolean hasHook(PodRun pod, int i) {
        ContainerCare care = pod.spec(i).care();
        return care != null && care.preStop() && pod.container(i).phase == ContainerRun.Phase.RUNNING;
    }

    /** Goes on with the stop of one container that has begun; gives the time at which to look again. */
    static long one(PodRun pod, int i, ContainerStop stop, long now, List<RuntimeCall> calls) {
        return step(pod, i, stop, stop.deadlineMillis, true, now, calls);
    }

    /**
     * Stops everything that lives.
     *
     * @param deadlineMillis when the grace period of the pod is over
     * @param atOnce there is no grace period
     */
    static long all(PodRun pod, long deadlineMillis, boolean atOnce, long now, List<RuntimeCall> calls) {
        long wake = PodSync.NEVER;
        boolean served = false;
        for (int i = pod.template().initCount(); i < pod.size(); i++) {
            wake = Math.min(wake, ofPod(pod, i, deadlineMillis, atOnce, true, now, calls));
            served |= pod.container(i).live();
        }
        for (int i = pod.template().initCount() - 1; i >= 0; i--) {
            boolean turn = !served || !pod.spec(i).sidecar();
            wake = Math.min(wake, ofPod(pod, i, deadlineMillis, atOnce, turn, now, calls));
            served |= pod.container(i).live();
        }
        return wake;
    }

    private static long ofPod(
            PodRun pod, int i, long deadline, boolean atOnce, boolean turn, long now, List<RuntimeCall> calls) {
        ContainerRun run = pod.container(i);
        if (!run.live()) {
            return PodSync.NEVER;
        }
        ContainerStop stop = run.stop;
        if (stop == null) {
            stop = new ContainerStop(ContainerStop.POD, now < deadline && hasHook(pod, i));
            stop.termSent = now >= deadline; // the time was over before this executor came: nothing gentle is left
            run.stop = stop;
            pod.event("Normal", "Killing", "Stopping container " + pod.spec(i).name(), i, now);
        }
        if (atOnce) {
            stop.hookEnded = true;
            stop.termSent = true;
            stop.killNotBeforeMillis = 0;
        }
        long wake = step(pod, i, stop, Math.min(deadline, stop.deadlineMillis), turn, now, calls);
        return Math.min(wake, Probing.sync(pod, i, now, calls));
    }

    private static long step(
            PodRun pod, int i, ContainerStop stop, long deadline, boolean turn, long now, List<RuntimeCall> calls) {
        if (!stop.hookEnded && now < deadline) {
            if (!stop.hookAsked) {
                stop.hookAsked = true;
                calls.add(new RuntimeCall.RunHook(
                        pod.ref(), pod.template(), i, pod.container(i).attempt, HookKind.PRE_STOP));
            }
            return deadline;
        }
        if (!stop.termSent) {
            if (!turn && now < deadline) {
                return deadline;
            }
            stop.termSent = true;
            stop.killNotBeforeMillis = now < deadline ? 0 : now + LEAST_MILLIS;
            send(pod, i, false, calls);
        }
        long kill = Math.max(deadline, stop.killNotBeforeMillis);
        if (now < kill) {
            return kill;
        }
        if (!stop.killSent || now - stop.askedMillis >= ASK_AGAIN_MILLIS) {
            stop.killSent = true;
            stop.askedMillis = now;
            send(pod, i, true, calls);
        }
        return stop.askedMillis + ASK_AGAIN_MILLIS;
    }

    private static void send(PodRun pod, int i, boolean force, List<RuntimeCall> calls) {
        calls.add(new RuntimeCall.StopContainer(pod.ref(), i, pod.container(i).attempt, force));
    }
}
