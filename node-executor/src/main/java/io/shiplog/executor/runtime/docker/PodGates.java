package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.shiplog.executor.network.PodInterface;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.docker.ContainerPlan.Place;
import io.shiplog.executor.volume.PodVolumes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Puts the interfaces of pods in, and lets their containers through their gates then. Thread-safe. */
final class PodGates {

    private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int CONFLICT = 409;

    private final PodVolumes volumes;
    private final ClusterNetwork network;

    PodGates(PodVolumes volumes, ClusterNetwork network) {
        this.volumes = volumes;
        this.network = network;
    }

    /** The gate of a run. */
    Gate of(PodRef pod, String container, int attempt) {
        return new Gate(volumes.folder(pod).resolve("gates").resolve(container + "." + attempt));
    }

    /** Takes the gate of a run that is over away. */
    void forget(PodRef pod, String container, int attempt) throws IOException {
        of(pod, container, attempt).delete();
    }

    /**
     * Puts the pod's interface into the network of a running container, unless the engine has.
     *
     * @throws EngineRefusalException when it cannot be, in the words of an engine
     */
    void plug(InspectContainerResponse container, String uid, Place place) {
        Long pid = container.getState().getPidLong();
        if (!place.wired() || pid == null || pid <= 0) {
            return;
        }
        PodInterface interfaces = network.interfaces(place.address());
        if (interfaces == null) {
            throw new EngineRefusalException(CONFLICT, "the cluster's network has gone meanwhile");
        }
        try {
            interfaces.plug(pid, place.address(), uid);
        } catch (IOException e) {
            if (!interfaces.possible()) {
                network.lost(); // somebody took it away
            }
            throw new EngineRefusalException(CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Puts the interface in and opens the gate.
     *
     * @param command what the container is to run
     * @return why it cannot be run, or empty; the container then still stands at its gate
     */
    String admit(Gate gate, InspectContainerResponse container, String uid, Place place, List<String> command) {
        plug(container, uid, place);
        Long pid = container.getState().getPidLong();
        if (pid == null || pid <= 0) {
            return "";
        }
        try {
            gate.open();
            boolean refused = Gate.passed(pid, BEGIN_NANOS) == Gate.State.REFUSED;
            return refused ? Gate.refusal(pid, command.get(0)) : "";
        } catch (IOException e) {
            throw new EngineRefusalException(CONFLICT, String.valueOf(e.getMessage()));
        }
    }
}
