package io.shiplog.reconciler.topology;

import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.reconciler.state.PriorityClassFacts;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.FactKind;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Rebuilds a task's store from the {@code resources} topic alone: after the stores were thrown away by {@code shiplog
 * rebuild}, an unclean stop of the machine, or a change of the number of partitions.
 */
final class ResourceImport {

    private static final TopicPartition RESOURCES = new TopicPartition(Topics.RESOURCES.name(), 0);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ClusterContext cluster;
    private final long endAtStart;

    /**
     * Prepares an import up to where the topic ended when the role started.
     *
     * @param endAtStart last stable offset of resources at the start; 0 means that there is nothing to import
     */
    ResourceImport(ClusterContext cluster, long endAtStart) {
        this.cluster = cluster;
        this.endAtStart = endAtStart;
    }

    /** Fills an empty state and its store; false when resources is empty as well: a new cluster. */
    boolean into(ClusterState state, KeyValueStore<Bytes, byte[]> store) {
        if (endAtStart == 0) {
            return false;
        }
        String client = "reconciler-import-" + state.partition();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(cluster.bootstrapServers(), client, ""))) {
            consumer.assign(List.of(RESOURCES));
            consumer.seekToBeginning(List.of(RESOURCES));
            Map<TopicPartition, Long> end = consumer.endOffsets(List.of(RESOURCES));
            long until = end.getOrDefault(RESOURCES, endAtStart);
            while (consumer.position(RESOURCES) < until) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record, state, store);
                }
            }
        }
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, ClusterState state, KeyValueStore<Bytes, byte[]> store) {
        ObjectKey key = ObjectKey.parse(new String(record.key(), StandardCharsets.UTF_8));
        Kind kind = Kinds.find(key.group(), key.kind());
        if (kind == null) {
            return;
        }
        byte[] value = record.value();
        ResourceEnvelope envelope =
                value == null ? null : (ResourceEnvelope) cluster.codec().decode(Topics.RESOURCES, value);
        boolean gone = envelope == null || envelope.getRemoved();
        if (envelope != null && (kind.equals(Kinds.NODE) || kind.equals(Kinds.PRIORITY_CLASS))) {
            fact(kind, envelope, gone, state, store);
        }
        if (!state.owns(kind.routingKey(key.namespace(), key.name()))) {
            return;
        }
        Bytes row = Bytes.wrap((StoreNames.OBJECT + key.encoded()).getBytes(StandardCharsets.UTF_8));
        if (gone || envelope == null) {
            state.remove(key);
            store.put(row, null);
        } else {
            state.put(KubeObject.withPodFacts(envelope));
            store.put(row, value);
        }
    }

    /** Every partition knows every Node and every PriorityClass. */
    private void fact(
            Kind kind,
            ResourceEnvelope envelope,
            boolean gone,
            ClusterState state,
            KeyValueStore<Bytes, byte[]> store) {
        KubeObject object = KubeObject.withPodFacts(envelope);
        FactKind factKind = kind.equals(Kinds.NODE) ? FactKind.NODE : FactKind.PRIORITY_CLASS;
        byte[] body = gone
                ? new byte[0]
                : kind.equals(Kinds.NODE)
                        ? object.json()
                        : Json.bytes(PriorityClassFacts.of(object).body());
        ClusterFact fact = new ClusterFact(
                state.partition(),
                factKind,
                object.name(),
                object.uid(),
                object.version(),
                gone,
                ByteBuffer.wrap(body));
        state.putFact(fact);
        String name = StoreNames.FACT + ClusterState.factKey(factKind, object.name());
        store.put(
                Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)),
                cluster.codec().encode(Topics.COMMANDS, fact));
    }
}
