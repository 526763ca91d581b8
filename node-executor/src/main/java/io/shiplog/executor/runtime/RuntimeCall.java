package io.shiplog.executor.runtime;

import io.shiplog.executor.pod.PodConfigs;
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
     * @param configs the ConfigMaps and Secrets that the template names
     */
    record StartContainer(PodRef pod, PodTemplate template, int container, int attempt, PodConfigs configs)
            implements RuntimeCall {
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

    /** Which probe of a container. */
    enum ProbeKind {
        STARTUP,
        LIVENESS,
        READINESS
    }

    /**
     * Carries out one probe once, within its timeoutSeconds. Answered by {@link Observation.Probed}, or by
     * {@link Observation.ProbeErrored}.
     *
     * @param container index into the template's containers
     */
    record Probe(PodRef pod, PodTemplate template, int container, int attempt, ProbeKind kind) implements RuntimeCall {}

    /** Which hook of a container. */
    enum HookKind {
        POST_START,
        PRE_STOP
    }

    /**
     * Carries out a hook of a running container (v1.Lifecycle). Answered by {@link Observation.HookEnded}; who asks
     * does not wait longer than the pod has left.
     *
     * @param container index into the template's containers
     */
    record RunHook(PodRef pod, PodTemplate template, int container, int attempt, HookKind kind)
            implements RuntimeCall {}

    /** Brings volumes that are made of ConfigMaps, Secrets and fields up to date. Not answered. */
    record UpdateVolumes(PodRef pod, PodTemplate template, PodConfigs configs) implements RuntimeCall {}

    /** RemovePodSandbox: kills what still runs of the pod and forgets it, images aside. Answered by PodRemoved. */
    record RemovePod(PodRef pod) implements RuntimeCall {}
}
