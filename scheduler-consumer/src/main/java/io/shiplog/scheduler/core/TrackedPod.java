package io.shiplog.scheduler.core;

import io.shiplog.scheduler.snapshot.PodInfo;

/** A pod that the scheduler knows: waiting for a node, assumed on one, or bound to one. */
final class TrackedPod {

    PodInfo info;
    long fingerprint;
    /** Where its resources are counted, or empty while it waits. */
    String node = "";
    /** Placed by us, not yet seen bound. */
    boolean assumed;

    long assumedMillis;
    int attempts;

    TrackedPod(PodInfo info, long fingerprint) {
        this.info = info;
        this.fingerprint = fingerprint;
    }
}
