package io.shiplog.standalone.cli;

import org.apache.avro.specific.SpecificRecord;

/**
 * A decoded record and where it lies.
 *
 * @param millis when the broker took it
 */
record LogRecord(String topic, int partition, long offset, long millis, SpecificRecord value) {

    /** As causes name it: topic-partition@offset. */
    String coordinates() {
        return coordinates(topic, partition, offset);
    }

    static String coordinates(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }
}
