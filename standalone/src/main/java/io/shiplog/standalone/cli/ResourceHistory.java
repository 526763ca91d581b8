package io.shiplog.standalone.cli;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code resources} from its beginning: every version that ever was (within the window) and what there is now.
 * Keeps the objects of ReplicaSets only; of everything else what its envelope says.
 */
final class ResourceHistory implements AutoCloseable {

    private static final TopicPartition RESOURCES = new TopicPartition(Topics.RESOURCES.name(), 0);
    private static final Duration ONE_POLL = Duration.ofMillis(100);

    private final RecordCodec codec;
    private final KafkaConsumer<byte[], byte[]> committed;
    /** Knows where the log really ends, behind transactions that are still open. */
    private final KafkaConsumer<byte[], byte[]> end;

    private final Map<String, Long> newestVersionByUid = new HashMap<>();
    private final Map<String, ResourceEnvelope> current = new HashMap<>();
    private long running;

    ResourceHistory(String bootstrapServers, RecordCodec codec) {
        this.codec = codec;
        this.committed = new KafkaConsumer<>(KafkaSettings.consumer(bootstrapServers, "shiplog-history", ""));
        var uncommitted = KafkaSettings.consumer(bootstrapServers, "shiplog-history-end", "");
        uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        this.end = new KafkaConsumer<>(uncommitted);
        committed.assign(List.of(RESOURCES));
        committed.seekToBeginning(List.of(RESOURCES));
    }

    /** Takes what has come; false when nothing had within a tenth of a second. */
    boolean read() {
        ConsumerRecords<byte[], byte[]> records = committed.poll(ONE_POLL);
        records.forEach(this::take);
        return !records.isEmpty();
    }

    /** Whether everything has been read, and no transaction is open that could still add to it. */
    boolean atEnd() {
        return committed.position(RESOURCES)
                >= end.endOffsets(List.of(RESOURCES)).getOrDefault(RESOURCES, 0L);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        ResourceEnvelope before = current.get(key);
        ResourceEnvelope after = null;
        if (record.value() != null
                && codec.decode(Topics.RESOURCES, record.value()) instanceof ResourceEnvelope envelope) {
            newestVersionByUid.merge(envelope.getUid(), envelope.getVersion(), Math::max);
            after = envelope.getRemoved() ? null : envelope;
        }
        if (after == null) {
            current.remove(key);
        } else {
            if (!after.getKind().equals("ReplicaSet")) {
                after.setObject(ByteBuffer.allocate(0));
            }
            current.put(key, after);
        }
        running += runs(after) - runs(before);
    }

    private static int runs(@Nullable ResourceEnvelope envelope) {
        return envelope != null
                        && envelope.getKind().equals("Pod")
                        && envelope.getPhase().equals("Running")
                        && envelope.getDeletionMillis() == 0
                ? 1
                : 0;
    }

    /** Pods that run and are not being deleted. */
    long running() {
        return running;
    }

    /** The current version of every object, by its record key; objects of other kinds than ReplicaSet are empty. */
    Map<String, ResourceEnvelope> current() {
        return Collections.unmodifiableMap(current);
    }

    /** The newest version counter of a uid, 0 when it never was. */
    long newestVersion(String uid) {
        return newestVersionByUid.getOrDefault(uid, 0L);
    }

    @Override
    public void close() {
        committed.close();
        end.close();
    }
}
