package io.shiplog.standalone.sim;

import java.util.LinkedHashSet;
import java.util.Set;

/** A transaction of one producer over any number of partitions. */
final class SimTransaction {

    enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final Set<SimPartition> partitions = new LinkedHashSet<>();
    private State state = State.OPEN;

    State state() {
        return state;
    }

    Set<SimPartition> partitions() {
        return partitions;
    }

    void end(State end) {
        if (state != State.OPEN) {
            throw new IllegalStateException("this transaction has ended: " + state);
        }
        state = end;
    }
}
