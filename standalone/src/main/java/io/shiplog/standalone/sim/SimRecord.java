package io.shiplog.standalone.sim;

import io.shiplog.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One place in a partition. Values are shared by reference and are not to be changed.
 *
 * @param timestampMillis append time, by the broker's wall clock
 * @param value null is a tombstone, or a marker
 * @param transaction the transaction it is part of, or null
 * @param marker end of a transaction: takes an offset, is read by nobody
 */
record SimRecord(
        Topic topic,
        int partition,
        long offset,
        long timestampMillis,
        String key,
        @Nullable SpecificRecord value,
        @Nullable SimTransaction transaction,
        boolean marker) {

    /** Is there something here for a read_committed reader, once the last stable offset has passed it? */
    boolean visible() {
        return !marker && (transaction == null || transaction.state() == SimTransaction.State.COMMITTED);
    }

    /** As {@code Input.coordinates}: topic-partition@offset. */
    String coordinates() {
        return topic.name() + "-" + partition + "@" + offset;
    }
}
