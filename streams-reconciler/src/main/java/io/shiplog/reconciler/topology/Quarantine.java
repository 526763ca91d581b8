package io.shiplog.reconciler.topology;

import io.shiplog.schemas.record.QuarantinedRecord;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where input goes that is no record of ours: its bytes, its place and the reason, so that the stream can go on. */
final class Quarantine {

    private Quarantine() {}

    /** Key of a record on the topic quarantine: where the input was, e.g. {@code commands-3@1207}. */
    static String key(RecordMetadata at) {
        return at.topic() + "-" + at.partition() + "@" + at.offset();
    }

    /** The record for the topic quarantine. */
    static QuarantinedRecord of(RecordMetadata at, Record<byte[], byte[]> record, String reason) {
        return new QuarantinedRecord(
                at.topic(),
                at.partition(),
                at.offset(),
                ByteBuffer.wrap(record.key() == null ? new byte[0] : record.key()),
                ByteBuffer.wrap(record.value() == null ? new byte[0] : record.value()),
                reason,
                "");
    }
}
