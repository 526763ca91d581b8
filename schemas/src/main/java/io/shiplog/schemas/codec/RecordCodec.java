package io.shiplog.schemas.codec;

import io.shiplog.schemas.topic.Topic;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records to bytes and back, in Confluent's wire format (0, four bytes of schema id, Avro binary). Thread-safe. The one
 * seam behind which another serializer can be put by the setting {@code record.codec.class}.
 */
public interface RecordCodec {

    /** Bytes of a record for a topic. Throws IllegalArgumentException when the topic has no such record type. */
    byte[] encode(Topic topic, SpecificRecord record);

    /**
     * The record in these bytes. Throws {@link UndecodableRecordException} when they are not the wire format, name an
     * unknown schema, or do not fit the topic.
     */
    SpecificRecord decode(Topic topic, byte[] bytes);
}
