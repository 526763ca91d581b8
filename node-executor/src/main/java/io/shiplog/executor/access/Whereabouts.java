package io.shiplog.executor.access;

import io.shiplog.executor.pod.ContainerRun;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodRun;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.schemas.object.StatusException;
import org.jspecify.annotations.Nullable;

/** Finds what somebody wants to join, or says in the kubelet's words why it cannot be joined. */
public final class Whereabouts {

    private Whereabouts() {}

    /**
     * The run of a container that is under way. Throws StatusException 404 otherwise.
     *
     * @param pod the pod, null when this process knows none of the uid
     */
    public static ContainerRef container(@Nullable PodRun pod, String container) {
        if (pod != null) {
            for (int i = 0; i < pod.size(); i++) {
                ContainerRun run = pod.container(i);
                if (pod.spec(i).name().equals(container) && run.phase() == ContainerRun.Phase.RUNNING) {
                    return new ContainerRef(pod.ref(), container, run.attempt());
                }
            }
        }
        throw notFound("container not found (\"" + container + "\")");
    }

    /** A pod in which something runs. Throws StatusException 404 otherwise. */
    public static PodRef pod(@Nullable PodRun pod, String uid) {
        if (pod == null) {
            throw notFound("pod does not exist (uid \"" + uid + "\")");
        }
        for (int i = 0; i < pod.size(); i++) {
            if (pod.container(i).phase() == ContainerRun.Phase.RUNNING) {
                return pod.ref();
            }
        }
        throw notFound("pod " + pod.ref().name() + " is not running");
    }

    private static StatusException notFound(String why) {
        return StatusException.of(404, "NotFound", "unable to upgrade connection: " + why);
    }
}
