package io.shiplog.executor.pod;

import io.shiplog.executor.runtime.FoundPod;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.Observation.Exited;
import io.shiplog.executor.runtime.Observation.HookEnded;
import io.shiplog.executor.runtime.Observation.OfContainer;
import io.shiplog.executor.runtime.Observation.PodRemoved;
import io.shiplog.executor.runtime.Observation.ProbeErrored;
import io.shiplog.executor.runtime.Observation.Probed;
import io.shiplog.executor.runtime.Observation.Pulled;
import io.shiplog.executor.runtime.Observation.Pulling;
import io.shiplog.executor.runtime.Observation.StartFailed;
import io.shiplog.executor.runtime.Observation.Started;
import io.shiplog.executor.runtime.Observation.Warned;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a runtime saw into the state of a pod. News of a run that is over, or of a container nobody has, is
 * ignored.
 */
public final class PodObserver {

    private static final int CANNOT_RUN_EXIT_CODE = 128;

    private PodObserver() {}

    /** True when the state changed. */
    public static boolean observe(PodRun pod, Observation seen) {
        if (seen instanceof PodRemoved) {
            pod.released = true;
            return pod.fire(PodEvent.REMOVED);
        }
        if (seen instanceof Warned warned) {
            pod.warn(warned.reason(), warned.message(), warned.atMillis());
            return true;
        }
        if (!(seen instanceof OfContainer news)) {
            return false;
        }
        if (news.container() >= pod.size() || pod.container(news.container()).attempt != news.attempt()) {
            return false;
        }
        return ofContainer(pod, pod.container(news.container()), news);
    }

    private static boolean ofContainer(PodRun pod, ContainerRun run, OfContainer news) {
        if (news instanceof Started started) {
            return started(pod, run, started);
        } else if (news instanceof Exited exited) {
            return exited(pod, run, exited.container(), exited.how());
        } else if (news instanceof Probed probed) {
            return Probing.probed(pod, run, probed);
        } else if (news instanceof ProbeErrored errored) {
            return Probing.errored(pod, run, errored);
        } else if (news instanceof HookEnded hook) {
            return Probing.hookEnded(pod, run, hook);
        } else if (news instanceof Pulling) {
            pod.event(
                    "Normal",
                    "Pulling",
                    "Pulling image \"" + image(pod, news) + "\"",
                    news.container(),
                    news.atMillis());
            return true;
        } else if (news instanceof Pulled pulled) {
            return pulled(pod, run, pulled);
        } else if (news instanceof StartFailed failed) {
            return failed(pod, run, failed);
        }
        return false;
    }

    private static String image(PodRun pod, OfContainer news) {
        return pod.spec(news.container()).image();
    }

    private static boolean pulled(PodRun pod, ContainerRun run, Pulled pulled) {
        boolean waited = !run.pull.equals(BackOff.NONE);
        run.pull = BackOff.NONE;
        String image = image(pod, pulled);
        if (pulled.tookMillis() < 0) {
            String words = "Container image \"" + image + "\" already present on machine";
            pod.aside("Normal", "Pulled", words, pulled.container(), pulled.atMillis());
            return waited;
        }
        String took = Words.goMillis(pulled.tookMillis());
        String words = "Successfully pulled image \"" + image + "\" in " + took + " (" + took
                + " including waiting). Image size: " + pulled.sizeBytes() + " bytes.";
        pod.event("Normal", "Pulled", words, pulled.container(), pulled.atMillis());
        return true;
    }

    private static boolean started(PodRun pod, ContainerRun run, Started started) {
        if (run.phase != ContainerRun.Phase.STARTING) {
            return false;
        }
        run.phase = ContainerRun.Phase.RUNNING;
        run.reason = "";
        run.message = "";
        run.created = true;
        run.watch = ContainerWatch.of(pod.spec(started.container()), !started.ready());
        pod.unsaved |= run.watch != null; // what is on disk may be of a run of the same number before a reboot
        run.startedMillis = started.atMillis();
        run.containerId = started.containerId();
        run.imageId = started.imageId();
        if (!started.podIp().isEmpty()) {
            pod.podIp = started.podIp();
        }
        String name = pod.spec(started.container()).name();
        pod.event("Normal", "Created", "Created container: " + name, started.container(), started.atMillis());
        pod.event("Normal", "Started", "Started container " + name, started.container(), started.atMillis());
        return true;
    }

    private static boolean exited(PodRun pod, ContainerRun run, int container, Termination how) {
        if (!run.live()) {
            return false;
        }
        run.phase = ContainerRun.Phase.EXITED;
        run.created = true;
        run.watch = null;
        run.stop = null;
        run.ended = how;
        run.notBeforeMillis = 0;
        boolean again = run.again || pod.spec(container).restarts(how.exitCode());
        boolean goesOn = pod.state == PodState.STARTING || pod.state == PodState.RUNNING;
        if (!again || !goesOn) {
            return true;
        }
        backOff(pod, run, container, how);
        return true;
    }

    private static void backOff(PodRun pod, ContainerRun run, int container, Termination how) {
        long delay = run.crash.delayAt(how.finishedMillis(), BackOff.MAX_MILLIS);
        if (delay == 0) {
            run.crash = BackOff.NONE;
            return;
        }
        String name = pod.spec(container).name();
        run.notBeforeMillis = how.finishedMillis() + delay;
        run.waitingAfterEnd(Words.CRASH_LOOP_BACK_OFF, Words.crashBackOff(delay, name, pod.ref()));
        pod.event("Warning", "BackOff", Words.crashEvent(name, pod.ref()), container, how.finishedMillis());
    }

    private static boolean failed(PodRun pod, ContainerRun run, StartFailed failed) {
        if (run.phase != ContainerRun.Phase.STARTING) {
            return false;
        }
        long now = failed.atMillis();
        int i = failed.container();
        if (failed.reason().equals("RunContainerError")) {
            pod.event("Warning", "Failed", "Error: " + failed.message(), i, now);
            boolean changed = exited(pod, run, i, cannotRun(failed, now));
            if (run.phase == ContainerRun.Phase.WAITING && run.crash.delayMillis() <= BackOff.STEP_MILLIS) {
                run.waiting(failed.reason(), failed.message());
            }
            return changed;
        }
        run.pull = run.pull.next(now);
        run.notBeforeMillis = now + run.pull.delayMillis();
        run.waiting(failed.reason(), failed.message());
        if (failed.reason().equals(Words.ERR_IMAGE_PULL)) {
            String image = image(pod, failed);
            pod.event("Warning", "Failed", "Failed to pull image \"" + image + "\": " + failed.message(), i, now);
            pod.event("Warning", "Failed", "Error: " + Words.ERR_IMAGE_PULL, i, now);
        } else if (failed.reason().equals("ErrImageNeverPull")) {
            pod.event("Warning", "ErrImageNeverPull", failed.message(), i, now);
            pod.event("Warning", "Failed", "Error: ErrImageNeverPull", i, now);
        } else {
            pod.event("Warning", "Failed", "Error: " + failed.message(), i, now);
        }
        return true;
    }

    private static Termination cannotRun(StartFailed failed, long now) {
        return new Termination(CANNOT_RUN_EXIT_CODE, 0, "ContainerCannotRun", failed.message(), 0, now);
    }

    /**
     * Adopts a pod that a runtime already holds, admitted whatever its size: it is there. Crash back-off is not
     * remembered across
     * restarts of the executor, as in Kubernetes.
     */
    public static void adopt(PodRun pod, FoundPod found) {
        pod.fire(PodEvent.ADMIT);
        pod.podIp = found.podIp().isEmpty() ? pod.podIp : found.podIp();
        for (FoundPod.FoundContainer container : found.containers()) {
            ContainerRun run = byName(pod, container.name());
            if (run != null) {
                adopt(run, container);
            }
        }
        for (int i = 0; i < pod.size(); i++) {
            adoptWatch(pod, i, found);
        }
    }

    private static void adoptWatch(PodRun pod, int i, FoundPod found) {
        ContainerRun run = pod.container(i);
        String name = pod.spec(i).name();
        if (run.phase == ContainerRun.Phase.RUNNING) {
            boolean ready = found.containers().stream()
                    .allMatch(container -> !container.name().equals(name) || container.ready());
            run.watch = ContainerWatch.of(pod.spec(i), !ready);
        }
    }

    /** Puts back what an earlier life of the executor knew of a run that goes on. */
    public static void recall(PodRun pod, int container, int attempt, boolean hooked, boolean started, boolean ready) {
        ContainerRun run = container < pod.size() ? pod.container(container) : null;
        ContainerWatch watch = run == null ? null : run.watch;
        if (run != null && watch != null && run.attempt == attempt) {
            watch.recall(hooked, started, ready);
        }
    }

    private static void adopt(ContainerRun run, FoundPod.FoundContainer found) {
        run.attempt = found.attempt();
        run.created = true;
        run.containerId = found.containerId();
        run.imageId = found.imageId();
        run.startedMillis = found.startedMillis();
        run.ended = found.ended();
        run.reason = "";
        run.phase = found.ended() == null ? ContainerRun.Phase.RUNNING : ContainerRun.Phase.EXITED;
    }

    private static @Nullable ContainerRun byName(PodRun pod, String name) {
        for (int i = 0; i < pod.size(); i++) {
            if (pod.spec(i).name().equals(name)) {
                return pod.container(i);
            }
        }
        return null;
    }
}
