package io.shiplog.executor.pod;

/**
 * {@code status.phase} as it follows from container states: the kubelet's rule, with the same counts under the same
 * names.
 */
public final class PodPhase {

    private int pendingInit;
    private int pendingSidecars;
    private int failedInit;
    private int running;
    private int waiting;
    private int stopped;
    private int succeeded;
    private int restarting;

    private PodPhase() {}

    /**
     * The phase.
     *
     * @param terminal the pod was told to end and none of its containers runs
     * @param initialized its init containers were done once
     */
    public static String of(PodRun pod, boolean terminal, boolean initialized) {
        PodPhase counts = new PodPhase();
        for (int i = 0; i < pod.size(); i++) {
            ContainerSpec spec = pod.spec(i);
            if (spec.sidecar()) {
                counts.sidecar(pod.container(i));
            } else if (spec.init()) {
                counts.init(spec, pod.container(i), initialized);
            } else {
                counts.regular(spec, pod.container(i));
            }
        }
        return counts.phase(terminal, initialized);
    }

    private void init(ContainerSpec spec, ContainerRun run, boolean initialized) {
        Termination ended = run.phase() == ContainerRun.Phase.EXITED ? run.ended() : null;
        if (ended == null) {
            // Somebody may have cleared away what is left of an init container of a pod that has come further.
            pendingInit += run.live() || !initialized ? 1 : 0;
        } else if (ended.exitCode() != 0 && !spec.restarts(ended.exitCode())) {
            failedInit++;
        } else if (ended.exitCode() != 0) {
            pendingInit++;
        }
    }

    private void sidecar(ContainerRun run) {
        if (run.phase() == ContainerRun.Phase.RUNNING) {
            pendingSidecars += run.started() ? 0 : 1;
            running++;
        } else if (!run.everCreated()) {
            pendingSidecars++;
        }
    }

    private void regular(ContainerSpec spec, ContainerRun run) {
        Termination ended = run.phase() == ContainerRun.Phase.EXITED ? run.ended() : null;
        if (run.phase() == ContainerRun.Phase.RUNNING) {
            running++;
        } else if (ended != null) {
            stopped++;
            succeeded += ended.exitCode() == 0 ? 1 : 0;
            restarting += spec.restarts(ended.exitCode()) ? 1 : 0;
        } else if (run.last() != null) {
            stopped++;
            restarting++;
        } else {
            waiting++;
        }
    }

    private String phase(boolean terminal, boolean initialized) {
        if (failedInit > 0) {
            return "Failed";
        }
        // Sidecars that start over do not put a pod back to Pending whose containers have run.
        if (pendingInit > 0 || (pendingSidecars > 0 && !initialized) || waiting > 0) {
            return "Pending";
        }
        if (running > 0) {
            return "Running";
        }
        if (stopped == 0) {
            return "Pending";
        }
        if (restarting > 0 && !terminal) {
            return "Running";
        }
        return stopped == succeeded ? "Succeeded" : "Failed";
    }
}
