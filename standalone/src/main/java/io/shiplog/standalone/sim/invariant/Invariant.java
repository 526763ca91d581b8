package io.shiplog.standalone.sim.invariant;

import io.shiplog.executor.pod.Requests;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.QuarantinedRecord;
import java.util.List;

/** A promise. Hears of everything that can be seen from outside and throws {@link Violation} when it is broken. */
public interface Invariant {

    /** A version of an object became readable. */
    default void changed(Change change) {}

    /** A tombstone became readable. */
    default void tombstone(ObjectKey key) {}

    /** All records of one transaction have been told. */
    default void settled() {}

    /** A container began to run. */
    default void started(String node, String uid, int container, Requests requests) {}

    /** A container ended. */
    default void ended(String node, String uid, int container) {}

    /** A machine lost its power: nothing runs on the node. */
    default void machineDied(String node) {}

    /** The heap of a task was compared with its store while all was committed. */
    default void heapComparedWithStore(int partition, List<String> differences) {}

    /** An input was staged away, or a controller parked. */
    default void quarantined(QuarantinedRecord record) {}

    /** Ends a run that holds. Throws like everything else here. */
    default void fail(String message) {
        throw new Violation(getClass().getSimpleName(), message);
    }
}
