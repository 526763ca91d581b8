package io.shiplog.executor.pod;

import org.jspecify.annotations.Nullable;

/**
 * The newest run of one container, and what is remembered of the one before. One object per container of up to a
 * million
 * pods: no collections, texts only where there is something to say.
 */
public final class ContainerRun {

    /** What the container does. */
    public enum Phase {
        /** Not running; {@link #reason} says why. */
        WAITING,
        /** The runtime was asked to start it. */
        STARTING,
        RUNNING,
        EXITED
    }

    Phase phase = Phase.WAITING;
    String reason = "ContainerCreating";
    String message = "";
    int attempt;
    boolean created;
    boolean ready;
    long startedMillis;
    long notBeforeMillis;
    String containerId = "";
    String imageId = "";

    @Nullable
    Termination ended;

    @Nullable
    Termination last;

    BackOff crash = BackOff.NONE;
    BackOff pull = BackOff.NONE;

    public Phase phase() {
        return phase;
    }

    /** Which run; also Kubernetes' restartCount. */
    public int attempt() {
        return attempt;
    }

    /** Asked to start, or running. */
    public boolean live() {
        return phase == Phase.STARTING || phase == Phase.RUNNING;
    }

    /** Waiting reason, e.g. CrashLoopBackOff. */
    public String reason() {
        return reason;
    }

    public String message() {
        return message;
    }

    public boolean ready() {
        return phase == Phase.RUNNING && ready;
    }

    public long startedMillis() {
        return startedMillis;
    }

    public String containerId() {
        return containerId;
    }

    public String imageId() {
        return imageId;
    }

    /** How the present run ended, null while it has not. */
    public @Nullable Termination ended() {
        return ended;
    }

    /** How the run before ended, or null. */
    public @Nullable Termination last() {
        return last;
    }

    /** Ended with 0. */
    boolean succeeded() {
        return phase == Phase.EXITED && ended != null && ended.exitCode() == 0;
    }

    void waiting(String why, String words) {
        phase = Phase.WAITING;
        reason = why;
        message = words;
    }
}
