package io.shiplog.standalone.sim;

/** What can go wrong. */
enum FaultKind {
    /** A reconciler process dies before its transaction is committed. */
    RECONCILER_CRASH_BEFORE_COMMIT,
    /** It dies right after. */
    RECONCILER_CRASH_AFTER_COMMIT,
    /** It dies with half of a slice's records sent. */
    RECONCILER_CRASH_IN_SLICE,
    /** Its transaction is aborted; the process lives on and revives its tasks. */
    TRANSACTION_ABORTED,
    /** The scheduler dies and another life begins. */
    SCHEDULER_CRASH,
    /** A new scheduler begins while the old one is only asleep. */
    SCHEDULER_TWIN,
    /** An executor process dies; its containers run on. */
    EXECUTOR_CRASH,
    /** An executor cannot reach the broker; its containers run on. */
    EXECUTOR_CUT_OFF,
    /** A machine starts anew: no container survives, the disk does. */
    MACHINE_REBOOT,
    /** Nobody can read or write. */
    BROKER_OUTAGE,
    /** All processes die, the broker too, and start again; the executors come last, as in a cluster with a past. */
    CLUSTER_KILLED,
    /** A wall clock is set. */
    CLOCK_JUMP,
    /** Everything stands still, then time has passed: a closed laptop. */
    SUSPENDED,
    /** A status arrives late. */
    DELAYED,
    /** A status or heartbeat arrives twice. */
    DOUBLED
}
