package io.shiplog.executor.pod;

/** What moves a pod from one state to the next. */
public enum PodEvent {
    /** It fits and may start, or was found in the runtime and is adopted. */
    ADMIT,
    /** It does not fit. */
    REFUSE,
    /** Every container has run at least once. */
    UP,
    /** It is to end, but is kept: what still runs of it has to stop first. */
    END,
    /** All containers ended with 0 for good. */
    COMPLETE,
    /** All containers ended for good, one of them badly. */
    FAIL,
    /** StopPod, with time to end. */
    STOP,
    /** No longer ours, or the grace period is over. */
    KILL,
    /** The last container has ended. */
    DOWN,
    /** The runtime has cleared it away. */
    REMOVED
}
