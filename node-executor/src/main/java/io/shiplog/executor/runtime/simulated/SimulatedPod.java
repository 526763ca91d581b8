package io.shiplog.executor.runtime.simulated;

import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;

/** A simulated pod: an address and one slot per container. */
final class SimulatedPod {

    /** What a slot holds. */
    enum Slot {
        EMPTY,
        STARTING,
        RUNNING,
        EXITED
    }

    /** The newest run of one container. */
    static final class Container {
        Slot slot = Slot.EMPTY;
        boolean terminating;
        int attempt;
        int token; // entries of the queue with an older one are void
        int exitCode;
        String exitReason = "";
        long startedMillis;
        long finishedMillis;
    }

    final PodRef ref;
    final PodTemplate template;
    final Behaviour[] behaviours;
    final Container[] containers;
    final int address;

    SimulatedPod(PodRef ref, PodTemplate template, Behaviour[] behaviours, int address) {
        this.ref = ref;
        this.template = template;
        this.behaviours = behaviours;
        this.address = address;
        this.containers = new Container[behaviours.length];
        for (int i = 0; i < containers.length; i++) {
            containers[i] = new Container();
        }
    }

    String ip() {
        return Addresses.text(address);
    }
}
