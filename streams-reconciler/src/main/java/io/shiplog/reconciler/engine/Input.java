package io.shiplog.reconciler.engine;

import org.apache.avro.specific.SpecificRecord;

/**
 * One record that a task takes in.
 *
 * @param topic where it came from: commands or pod-status
 * @param timestampMillis the broker's append time
 * @param record the decoded value
 */
public record Input(String topic, int partition, long offset, long timestampMillis, SpecificRecord record) {

    /** Names the input for people and in causes: topic-partition@offset. */
    public String coordinates() {
        return topic + "-" + partition + "@" + offset;
    }
}
