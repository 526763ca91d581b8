package io.shiplog.scheduler.core;

import io.shiplog.scheduler.snapshot.PodInfo;

/** A pod that the scheduler knows: waiting for a node, assumed on one, or bound to one. */
final class TrackedPod {

    PodInfo info;
    long fingerprint;
    /** Where its resources are counted, or empty while it waits. */
    String node = "";
    /** status.nominatedNodeName as the log had it while the pod waited. */
    String nominatedNode = "";
    /** status.startTime in epoch seconds, or 0 until its node has begun with it. */
    int startSeconds;
    /** It has a deletionTimestamp. */
    boolean deleting;
    /** Placed by us, not yet seen bound. */
    boolean assumed;

    long assumedMillis;
    int attempts;

    TrackedPod(PodInfo info, long fingerprint) {
        this.info = info;
        this.fingerprint = fingerprint;
    }
}
