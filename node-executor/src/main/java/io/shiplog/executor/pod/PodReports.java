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
            case WAITING, STARTING -> "Pending";
            case RUNNING -> "Running";
            case SUCCEEDED -> "Succeeded";
            case REFUSED, FAILED -> "Failed";
            case STOPPING, KILLING, REMOVING, GONE -> leavingPhase(pod);
        };
    }

    private static String leavingPhase(PodRun pod) {
        boolean well = true;
        boolean ran = false;
        for (int i = pod.template().initCount(); i < pod.size(); i++) {
            well &= pod.container(i).succeeded();
            ran |= pod.container(i).created;
        }
        if (pod.anyLive()) {
            return ran ? "Running" : "Pending";
        }
        return well ? "Succeeded" : "Failed";
    }

    private static ContainerReport container(PodRun pod, int i, String scheme) {
        ContainerSpec spec = pod.spec(i);
        ContainerRun run = pod.container(i);
        boolean running = run.phase == ContainerRun.Phase.RUNNING;
        boolean ended = run.phase == ContainerRun.Phase.EXITED && run.ended != null;
        boolean everRan = run.created || run.attempt > 0;
        String id = !everRan || !run.containerId.isEmpty() ? run.containerId : id(scheme, pod, spec, run.attempt);
        boolean initDone = spec.init() && !spec.sidecar();
        return new ContainerReport(
                spec.name(),
                spec.init(),
                spec.image(),
                run.imageId,
                id,
                running ? ContainerPhase.RUNNING : ended ? ContainerPhase.TERMINATED : ContainerPhase.WAITING,
                running || ended ? "" : waitingReason(run),
                running || ended ? "" : run.message,
                running ? run.startedMillis : 0L,
                ended ? terminated(run.ended, id) : null,
                terminated(run.last, ""),
                initDone ? run.succeeded() : run.ready(),
                running,
                run.attempt);
    }

    private static String waitingReason(ContainerRun run) {
        return run.reason.isEmpty() ? "ContainerCreating" : run.reason;
    }

    private static String id(String scheme, PodRun pod, ContainerSpec spec, int attempt) {
        return scheme + "://" + pod.ref().uid() + "/" + spec.name() + "/" + attempt;
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
