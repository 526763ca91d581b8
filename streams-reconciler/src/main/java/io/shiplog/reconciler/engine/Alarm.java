package io.shiplog.reconciler.engine;

import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A task's alarm clock: says when a {@link Tick} is to be sent for the engine's earliest timer. Timers are in log time,
 * which is the broker's; nobody's wall clock is compared with it. Instead the time that has passed since the last input
 * is measured on a clock that never jumps and added to log time, so that a clock that is set neither rings early nor
 * never.
 *
 * <p>Made anew together with its engine: a Tick whose transaction was aborted is sent again. Pure, time comes in.
 */
public final class Alarm {

    private final ReconcileEngine engine;
    private long heardMillis;
    private boolean sent;

    /**
     * An alarm for a fresh engine.
     *
     * @param steadyMillis now, on a clock that never jumps
     */
    public Alarm(ReconcileEngine engine, long steadyMillis) {
        this.engine = engine;
        this.heardMillis = steadyMillis;
    }

    /** The engine has taken in this record at this moment. */
    public void heard(SpecificRecord record, long steadyMillis) {
        heardMillis = steadyMillis;
        sent &= !(record instanceof Tick);
    }

    /**
     * Milliseconds until it rings; Long.MAX_VALUE when no timer is set, or when it has rung and its Tick is on the way.
     */
    public long waitMillis(long steadyMillis) {
        long due = engine.earliestTimer();
        if (sent || due == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, due - engine.nowMillis() - (steadyMillis - heardMillis));
    }

    /** The Tick to be sent now, or null. */
    public @Nullable Out ring(long steadyMillis) {
        if (waitMillis(steadyMillis) > 0) {
            return null;
        }
        sent = true;
        int partition = engine.state().partition();
        return new Out(Topics.COMMANDS, partition, "", new Tick(partition, engine.earliestTimer()));
    }
}
