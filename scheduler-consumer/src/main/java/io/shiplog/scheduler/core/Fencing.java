package io.shiplog.scheduler.core;

import io.shiplog.schemas.record.Reply;
import java.util.BitSet;

/**
 * How a scheduler comes to be the only one that places: it registers, the cluster's task gives an epoch, and every
 * namespace
 * partition echoes it. A partition that has echoed refuses what older schedulers send, so once all have and the log
 * was read
 * to its end as of then, nothing unknown can still be bound by another.
 *
 * <pre>
 * REGISTERING --all P echoes of one epoch--> CATCHING_UP --log read to its end--> PLACING
 *      ^  | 5 s without them: again                                                  |
 *      +--+--------------------------- refused for a stale epoch --------------------+
 * </pre>
 */
final class Fencing {

    /** After so long without all echoes the registration is sent again. */
    static final long REGISTER_AGAIN_MILLIS = 5_000;

    /** Where it stands. */
    enum Phase {
        STOPPED,
        REGISTERING,
        CATCHING_UP,
        PLACING
    }

    private final String instance;
    private final int partitions;
    private final BitSet echoed = new BitSet();
    private Phase phase = Phase.STOPPED;
    private long registrations;
    private long sentMillis;
    private long epoch;

    Fencing(String instance, int partitions) {
        this.instance = instance;
        this.partitions = partitions;
    }

    /** Begins a registration; its request id is {@link #requestId()}. */
    void register(long now) {
        phase = Phase.REGISTERING;
        registrations++;
        sentMillis = now;
        epoch = 0;
        echoed.clear();
    }

    String requestId() {
        return instance + "/register/" + registrations;
    }

    /** Takes an echo. Echoes of an epoch older than the newest heard of do not count. */
    void echo(Reply reply) {
        if (phase != Phase.REGISTERING || !reply.getRequestId().equals(requestId()) || reply.getEpoch() < epoch) {
            return;
        }
        if (reply.getEpoch() > epoch) {
            epoch = reply.getEpoch();
            echoed.clear();
        }
        if (epoch > 0 && reply.getPartition() >= 0 && reply.getPartition() < partitions) {
            echoed.set(reply.getPartition());
        }
        if (echoed.cardinality() == partitions) {
            phase = Phase.CATCHING_UP;
        }
    }

    void caughtUp() {
        if (phase == Phase.CATCHING_UP) {
            phase = Phase.PLACING;
        }
    }

    boolean registrationIsLate(long now) {
        return phase == Phase.REGISTERING && now - sentMillis >= REGISTER_AGAIN_MILLIS;
    }

    /** When {@link #registrationIsLate} becomes true, or Long.MAX_VALUE. */
    long nextMillis() {
        return phase == Phase.REGISTERING ? sentMillis + REGISTER_AGAIN_MILLIS : Long.MAX_VALUE;
    }

    Phase phase() {
        return phase;
    }

    long epoch() {
        return epoch;
    }
}
