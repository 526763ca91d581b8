package io.shiplog.scheduler.queue;

import io.shiplog.scheduler.snapshot.PodInfo;
import java.util.Set;

/** A pod that waits for a node, and what happened to it so far. */
public final class QueuedPod {

    enum Place {
        NOWHERE,
        ACTIVE,
        BACK_OFF,
        UNSCHEDULABLE
    }

    PodInfo pod;
    int attempts;
    /** Order in which pods came; renewed with every return to the active queue. */
    long sequence;
    /** When the last attempt failed, epoch milliseconds. */
    long triedMillis;
    /** End of the back-off, epoch milliseconds. */
    long backOffUntilMillis;

    Set<String> refusedBy = Set.of();
    Place place = Place.NOWHERE;

    QueuedPod(PodInfo pod) {
        this.pod = pod;
    }

    public PodInfo pod() {
        return pod;
    }

    /** How often it was tried. */
    public int attempts() {
        return attempts;
    }
}
