package io.shiplog.executor.pod;

import org.jspecify.annotations.Nullable;

/**
 * The newest run of one container, and what is remembered of the one before. One object per container of up to a
 * million pods: no collections, texts only where there is something to say, and what few containers have (probes, a
 * stop that is under way) in objects of its own.
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
    String reason = Words.CONTAINER_CREATING;
    String message = "";
    int attempt;
    boolean created;
    /** It was stopped in order to run again, whatever its exit code. */
    boolean again;

    long startedMillis;
    long notBeforeMillis;
    String containerId = "";
    String imageId = "";

    @Nullable
    Termination ended;

    @Nullable
    Termination last;

    @Nullable
    ContainerWatch watch;

    @Nullable
    ContainerStop stop;

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

    /** Running, its postStart hook has ended and its startup probe has passed. */
    public boolean started() {
        return phase == Phase.RUNNING && (watch == null || watch.started());
    }

    /** Started, and its readiness probe passes. */
    public boolean ready() {
        return phase == Phase.RUNNING && (watch == null || watch.ready());
    }

    /** Running with probes or a postStart hook, whose results are to be kept across a restart of the executor. */
    public boolean watched() {
        return phase == Phase.RUNNING && watch != null;
    }

    /** Its postStart hook has ended well, or there is none. */
    public boolean hooked() {
        return watch == null || watch.hooked;
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

    /** It has run, or is being started not for the first time. */
    boolean everCreated() {
        return created || attempt > 0;
    }

    void waiting(String why, String words) {
        phase = Phase.WAITING;
        reason = why;
        message = words;
    }

    /** Waits although it has run: how that run ended becomes the last state. */
    void waitingAfterEnd(String why, String words) {
        if (ended != null) {
            last = ended;
            ended = null;
        }
        waiting(why, words);
    }
}
