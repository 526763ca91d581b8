package io.shiplog.executor.pod;

import io.shiplog.schemas.record.ContainerPhase;
import io.shiplog.schemas.record.ContainerReport;
import io.shiplog.schemas.record.PodStatusReport;
import io.shiplog.schemas.record.TerminatedReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of a pod as the control plane is told: phase, reason and container states with Kubernetes' reasons. */
public final class PodReports {

    private PodReports() {}

    /**
     * Builds a report and takes the pod's events into it.
     *
     * @param scheme the runtime's scheme, for container ids that follow from uid, name and attempt, e.g. simulated
     */
    public static PodStatusReport report(PodRun pod, long epoch, String hostIp, String scheme) {
        List<ContainerReport> containers = new ArrayList<>(pod.size());
        for (int i = 0; i < pod.size(); i++) {
            containers.add(container(pod, i, scheme));
        }
        PodRef ref = pod.ref();
        pod.sequence++;
        return new PodStatusReport(
                ref.node(),
                epoch,
                ref.name(),
                ref.uid(),
                pod.sequence,
                phase(pod),
                pod.reason,
                pod.message,
                pod.podIp,
                hostIp,
                pod.acceptedMillis,
                pod.state == PodState.REFUSED ? List.of() : containers,
                pod.state == PodState.GONE,
                pod.takeEvents());
    }

    /** {@code status.phase}. */
    public static String phase(PodRun pod) {
        return switch (pod.state) {
            case WAITING -> "Pending";
            case REFUSED, SUCCEEDED, FAILED -> pod.finalPhase;
            case STARTING, RUNNING, ENDING -> PodPhase.of(pod, false, pod.initialized());
            case STOPPING, KILLING, REMOVING, GONE -> leavingPhase(pod);
        };
    }

    private static String leavingPhase(PodRun pod) {
        boolean live = pod.anyLive();
        PodEnd end = pod.end;
        if (!live && !pod.finalPhase.isEmpty()) {
            return pod.finalPhase;
        }
        if (!live && end != null && end.outcome() == PodEvent.FAIL) {
            return "Failed";
        }
        String phase = PodPhase.of(pod, !live, pod.initialized());
        // What was stopped before all of it had run will not run any more.
        return !live && phase.equals("Pending") ? "Failed" : phase;
    }

    private static ContainerReport container(PodRun pod, int i, String scheme) {
        ContainerSpec spec = pod.spec(i);
        ContainerRun run = pod.container(i);
        boolean running = run.phase == ContainerRun.Phase.RUNNING;
        ContainerPhase phase = phase(run);
        boolean waiting = phase == ContainerPhase.WAITING;
        String id = id(scheme, pod, spec, run);
        return new ContainerReport(
                spec.name(),
                spec.init(),
                spec.image(),
                run.imageId,
                id,
                phase,
                waiting ? waitingReason(run) : "",
                waiting ? run.message : "",
                running ? run.startedMillis : 0L,
                phase == ContainerPhase.TERMINATED ? terminated(run.ended, id) : null,
                terminated(run.last, ""),
                (spec.init() && !spec.sidecar()) ? run.succeeded() : run.ready(),
                run.started(),
                run.attempt);
    }

    private static ContainerPhase phase(ContainerRun run) {
        if (run.phase == ContainerRun.Phase.RUNNING) {
            return ContainerPhase.RUNNING;
        }
        boolean ended = run.phase == ContainerRun.Phase.EXITED && run.ended != null;
        return ended ? ContainerPhase.TERMINATED : ContainerPhase.WAITING;
    }

    private static String waitingReason(ContainerRun run) {
        return run.reason.isEmpty() ? "ContainerCreating" : run.reason;
    }

    /** The runtime's own id, or one that follows from uid, name and attempt; none before the first run. */
    private static String id(String scheme, PodRun pod, ContainerSpec spec, ContainerRun run) {
        boolean ran = run.created || run.attempt > 0;
        if (!ran || !run.containerId.isEmpty()) {
            return run.containerId;
        }
        return scheme + "://" + pod.ref().uid() + "/" + spec.name() + "/" + run.attempt;
    }

    private static @Nullable TerminatedReport terminated(@Nullable Termination how, String id) {
        return how == null
                ? null
                : new TerminatedReport(
                        how.exitCode(),
                        how.signal(),
                        how.reason(),
                        how.message(),
                        how.startedMillis(),
                        how.finishedMillis(),
                        id);
    }
}
