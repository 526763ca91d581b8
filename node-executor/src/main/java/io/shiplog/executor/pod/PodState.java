package io.shiplog.executor.pod;

/** Where a pod is in its life on a node. */
public enum PodState {
    /**
     * Wanted, nothing done yet: the node is not registered, not caught up, or still kills what is no longer its own.
     */
    WAITING,
    /** Did not fit; will not run here. Reported as Failed. */
    REFUSED,
    /** Admitted; not every container has run yet. Reported as Pending. */
    STARTING,
    /** Its containers run, or are between two runs. */
    RUNNING,
    /**
     * It is to end here and to stay as ended: past its deadline, evicted, its node shuts down, or only its sidecars are
     * left. SIGTERM was sent; the grace period runs.
     */
    ENDING,
    /** Every container ended well and none runs again. */
    SUCCEEDED,
    /** Every container ended, one of them badly, and none runs again. */
    FAILED,
    /** SIGTERM was sent; the grace period runs. */
    STOPPING,
    /** SIGKILL was sent. */
    KILLING,
    /** No container runs; the runtime clears away. */
    REMOVING,
    /** Nothing is left; reported until the command's tombstone is seen. */
    GONE;

    /** On its way out by command. */
    public boolean leaving() {
        return ordinal() >= STOPPING.ordinal();
    }

    /** Takes part of the node's resources. */
    public boolean holdsResources() {
        return switch (this) {
            case STARTING, RUNNING, ENDING, STOPPING, KILLING, REMOVING -> true;
            case WAITING, REFUSED, SUCCEEDED, FAILED, GONE -> false;
        };
    }

    /** Will not run again whatever happens. */
    public boolean finished() {
        return this == REFUSED || this == SUCCEEDED || this == FAILED;
    }
}
