package io.shiplog.executor.node;

import io.shiplog.executor.pod.Admission;
import io.shiplog.executor.pod.PodRun;
import java.util.LinkedHashMap;
import java.util.Map;

/** One node of the process: its registration, its pods, what they take. */
final class NodeState {

    final NodeClaim claim;
    final Map<String, PodRun> pods = new LinkedHashMap<>(); // by uid, in the order of their coming
    final Admission admission;
    /** Given at registration; 0 while there is none. */
    long epoch;
    /** When it last asked for an epoch. */
    long askedMillis;
    /** Pods being killed because nobody wants them; new pods wait for their end. */
    int orphans;
    /** New pods wait for orphans no longer than this. */
    long orphansUntilMillis;
    /** Why the node does nothing any more, or empty. */
    String stopped = "";

    NodeState(NodeClaim claim) {
        this.claim = claim;
        this.admission = new Admission(claim.allocatable(), claim.podsMax());
    }
}
