package io.shiplog.standalone.sim.invariant;

import java.util.List;

/** What a task has on its heap is what its store says: nothing lives on the heap alone, nothing survives an abort. */
public final class HeapEqualsStoreAfterAbort implements Invariant {

    @Override
    public void heapComparedWithStore(int partition, List<String> differences) {
        if (!differences.isEmpty()) {
            fail("task " + partition + ": " + String.join("; ", differences));
        }
    }
}
