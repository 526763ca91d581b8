package io.shiplog.executor.pod;

/** How far the stop of one running container has come; it exists only meanwhile. */
final class ContainerStop {

    /** No time of its own: the pod's counts. */
    static final long POD = Long.MAX_VALUE;

    /** The end of its own grace period, or {@link #POD}. */
    final long deadlineMillis;

    boolean hookAsked;
    boolean hookEnded;
    boolean termSent;
    boolean killSent;
    long askedMillis;
    /** SIGKILL not before this: a container whose preStop used up the time still gets a moment after SIGTERM. */
    long killNotBeforeMillis;

    ContainerStop(long deadlineMillis, boolean hasHook) {
        this.deadlineMillis = deadlineMillis;
        this.hookEnded = !hasHook;
    }
}
