package io.shiplog.standalone.sim.invariant;

import io.shiplog.schemas.record.QuarantinedRecord;

/**
 * No input is staged away and no controller is parked: whatever our own components and honest users send
 * can be processed.
 */
public final class NothingIsQuarantined implements Invariant {

    @Override
    public void quarantined(QuarantinedRecord record) {
        fail(record.getReason() + "\n" + record.getStackTrace());
    }
}
