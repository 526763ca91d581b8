package io.shiplog.executor.pod;

import io.shiplog.schemas.record.EventReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pod on one node: what is wanted of it and what is. Changed only by {@link PodSync} and {@link PodObserver},
 * apart from the
 * few fields by which the node keeps its books.
 */
public final class PodRun {

    /** status.reason of a pod that its node could not bear. */
    public static final String EVICTED = "Evicted";

    /** Events kept until the next report; older ones go first. */
    static final int EVENTS_MAX = 32;

    private final PodRef ref;
    private final PodTemplate template;
    private final ContainerRun[] containers;
    final long acceptedMillis;
    PodState state = PodState.WAITING;
    String reason = "";
    String message = "";
    String podIp = "";
    long stopAtMillis;
    long graceMillis;
    long askedMillis;
    /** Arrows of {@link PodMachine} that it has taken, one bit each. */
    private int arrows;
    /** Phase that it ended with, empty while it has not. */
    String finalPhase = "";

    @Nullable
    PodEnd end;

    /** The runtime has nothing of it any more. */
    boolean released;

    private @Nullable List<EventReport> events;
    /** One of the events should be told at once. */
    private boolean news;
    /** What probes and hooks said has changed and is not on disk; the node clears it. */
    public boolean unsaved;

    /** Set by the node: what it last asked the clock to wake this pod at. */
    public long wakeAtMillis = PodSync.NEVER;
    /** Set by the node: when events that may wait are told by themselves, 0 when none waits. */
    public long tellAtMillis;
    /** Set by the node: in the list of pods to report. */
    public boolean dirty;
    /** Set by the node: reports sent in this epoch and before. */
    public long sequence;
    /** Set by the node: known from an earlier life only, no command of this one has named it yet. */
    public boolean unconfirmed;
    /** Set by the node: killed because nobody wants it; not reported. */
    public boolean orphan;
    /** Set by the node: times that gone has been reported. */
    public int goneReports;
    /** Set by the node: counted in the sums of admission. */
    public boolean held;
    /** Set by the node: its end is on disk. */
    public boolean endLogged;
    /** Set by the node: that it is to end is on disk. */
    public boolean endingLogged;

    public PodRun(PodRef ref, PodTemplate template, long acceptedMillis) {
        this.ref = ref;
        this.template = template;
        this.acceptedMillis = acceptedMillis;
        this.containers = new ContainerRun[template.containers().size()];
        for (int i = 0; i < containers.length; i++) {
            containers[i] = new ContainerRun();
            if (template.initCount() > 0) {
                containers[i].reason = Words.POD_INITIALIZING;
            }
        }
    }

    /** True while it was evicted and what it takes on the node is not yet given back. */
    public boolean evictionUnderWay() {
        return reason.equals(EVICTED) && (state == PodState.ENDING || (state == PodState.FAILED && !released));
    }

    public PodRef ref() {
        return ref;
    }

    public PodTemplate template() {
        return template;
    }

    public PodState state() {
        return state;
    }

    /** When the node took the pod. */
    public long acceptedMillis() {
        return acceptedMillis;
    }

    /** status.reason, e.g. OutOfcpu, or empty. */
    public String reason() {
        return reason;
    }

    public String message() {
        return message;
    }

    public String podIp() {
        return podIp;
    }

    /** Number of containers, init containers included. */
    public int size() {
        return containers.length;
    }

    public ContainerRun container(int index) {
        return containers[index];
    }

    public ContainerSpec spec(int index) {
        return template.containers().get(index);
    }

    /** Moves along an arrow; true when there was one. */
    public boolean fire(PodEvent event) {
        int arrow = PodMachine.arrow(state, event);
        boolean moved = arrow >= 0;
        if (moved) {
            state = PodMachine.next(state, event);
            arrows |= 1 << arrow;
        }
        if (moved && state.finished()) {
            finalPhase = state == PodState.SUCCEEDED ? "Succeeded" : "Failed";
        }
        return moved;
    }

    /**
     * It is to end here and to be kept as ended, with this outcome (COMPLETE or FAIL): at once where nothing lives,
     * else when its containers have been stopped within so much grace.
     */
    public void end(PodEvent outcome, String why, String words, long nowMillis, long grace) {
        if (state.leaving() || state.finished() || state == PodState.ENDING) {
            return;
        }
        reason = why;
        message = words;
        if (anyLive()) {
            end = new PodEnd(nowMillis, grace, outcome);
            fire(PodEvent.END);
        } else {
            fire(outcome);
        }
    }

    /** It fits, and may start. */
    public void admit() {
        fire(PodEvent.ADMIT);
    }

    /** Refused for good with this reason. */
    public void refuse(String why, String words) {
        reason = why;
        message = words;
        fire(PodEvent.REFUSE);
    }

    /** It ended in an earlier life of the executor. */
    public void finishedBefore(boolean well, String why, String words) {
        reason = why;
        message = words;
        fire(well ? PodEvent.COMPLETE : PodEvent.FAIL);
    }

    /**
     * StopPod at this time: ends by itself within the grace period, which counts from the first stop; a later stop can
     * only make
     * it shorter. With no grace at all it is killed at once.
     */
    public void stop(long nowMillis, long graceSeconds) {
        long grace = graceSeconds * 1000;
        if (stopAtMillis == 0) {
            stopAtMillis = nowMillis;
            graceMillis = grace;
        } else {
            graceMillis = Math.min(graceMillis, grace);
        }
        fire(grace == 0 ? PodEvent.KILL : PodEvent.STOP);
        if (state == PodState.STOPPING && graceMillis == 0) {
            fire(PodEvent.KILL);
        }
    }

    /** While it is being stopped: it ends by this time, if not before; true when that is sooner. */
    public boolean endBy(long deadlineMillis) {
        long grace = Math.max(0, deadlineMillis - stopAtMillis);
        if (state != PodState.STOPPING || grace >= graceMillis) {
            return false;
        }
        graceMillis = grace;
        return true;
    }

    /** Kills at once what nobody wants any more. */
    public void kill(long nowMillis) {
        stop(nowMillis, 0);
    }

    /** First stop, 0 when none. */
    public long stopAtMillis() {
        return stopAtMillis;
    }

    void event(String type, String why, String words, int container, long nowMillis) {
        news = true;
        aside(type, why, words, container, nowMillis);
    }

    /** The same of something that changes nothing in what the pod is: told with the next thing that does. */
    void aside(String type, String why, String words, int container, long nowMillis) {
        if (events == null) {
            events = new ArrayList<>(4);
        }
        if (events.size() >= EVENTS_MAX) {
            events.remove(0);
        }
        String path = container < 0 ? "" : spec(container).fieldPath();
        events.add(new EventReport(type, why, words, path, nowMillis));
    }

    /** Records a warning of the whole pod. */
    public void warn(String why, String words, long nowMillis) {
        event("Warning", why, words, -1, nowMillis);
    }

    /** Something happened that has not been reported yet. */
    public boolean hasEvents() {
        return events != null;
    }

    /** Something of it should be reported at once. */
    public boolean hasNews() {
        return news;
    }

    /** Puts back a stop that began before this executor started. */
    public void restoreStop(long firstStopMillis, long graceMillisThen) {
        stopAtMillis = firstStopMillis;
        graceMillis = graceMillisThen;
        fire(graceMillisThen == 0 ? PodEvent.KILL : PodEvent.STOP);
    }

    /** Grace period of the stop, from {@link #stopAtMillis()}. */
    public long graceMillis() {
        return graceMillis;
    }

    /** Events since the last call. */
    public List<EventReport> takeEvents() {
        List<EventReport> out = events == null ? List.of() : events;
        events = null;
        news = false;
        tellAtMillis = 0;
        return out;
    }

    /** A container other than an init container has been created: init containers are not looked at any more. */
    boolean initialized() {
        for (int i = template.initCount(); i < containers.length; i++) {
            if (containers[i].everCreated()) {
                return true;
            }
        }
        return false;
    }

    /** Some container has run or was asked to. */
    boolean anyCreated() {
        for (ContainerRun run : containers) {
            if (run.everCreated() || run.live()) {
                return true;
            }
        }
        return false;
    }

    /** ConfigMaps or Secrets that the pod names have come or changed; true when files made of them have to follow. */
    public boolean configured(String kind, String name) {
        boolean named = template.configReferences().stream()
                .anyMatch(reference ->
                        reference.kind().equals(kind) && reference.name().equals(name));
        boolean asVolume = template.volumeReferences().stream()
                .anyMatch(reference ->
                        reference.kind().equals(kind) && reference.name().equals(name));
        boolean goesOn = state == PodState.STARTING || state == PodState.RUNNING;
        if (!named || !goesOn) {
            return false;
        }
        boolean follows = asVolume && anyCreated();
        Starts.configured(this);
        return follows;
    }

    /** Arrows of {@link PodMachine} that it has taken, one bit each. */
    public int arrows() {
        return arrows;
    }

    /** Some container runs or is being started. */
    public boolean anyLive() {
        for (ContainerRun run : containers) {
            if (run.live()) {
                return true;
            }
        }
        return false;
    }
}
