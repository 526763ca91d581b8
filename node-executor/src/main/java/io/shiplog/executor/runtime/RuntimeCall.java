package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;

/**
 * One thing that a runtime is asked to do, in the CRI's words. Calls for one pod are carried out in their order. A
 * call is never
 * answered directly: what came of it arrives as {@link Observation}s. Repeating a call does no harm.
 */
public sealed interface RuntimeCall {

    /** Whose pod. */
    PodRef pod();

    /**
     * PullImage where the policy says so, CreateContainer, StartContainer (and RunPodSandbox before the first). An
     * attempt that
     * is already there is left alone and reported as it is.
     *
     * @param container index into the template's containers
     * @param attempt 0 for the first run, counted up with each restart
     */
    record StartContainer(PodRef pod, PodTemplate template, int container, int attempt) implements RuntimeCall {
        @Override
        public String toString() {
            return "StartContainer " + pod.words() + " "
                    + template.containers().get(container).name() + "#" + attempt;
        }
    }

    /**
     * StopContainer: SIGTERM, or SIGKILL when force is set. The grace period between the two is the caller's.
     *
     * @param container index into the template's containers
     */
    record StopContainer(PodRef pod, int container, int attempt, boolean force) implements RuntimeCall {}

    /** RemovePodSandbox: kills what still runs of the pod and forgets it, images aside. Answered by PodRemoved. */
    record RemovePod(PodRef pod) implements RuntimeCall {}
}
