package io.shiplog.reconciler.topology;

import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Two sub-topologies: commands and pod-status into the engine, heartbeats into the watch; they meet in records on
 * commands.
 */
final class ReconcilerTopology {

    /** A changelog holds the largest object there may be. */
    private static final Map<String, String> CHANGELOG = Map.of(
            "max.message.bytes", String.valueOf(Topics.MAX_RECORD_BYTES),
            "segment.bytes", String.valueOf(64 * 1024 * 1024),
            "min.cleanable.dirty.ratio", "0.3");

    private ReconcilerTopology() {}

    static Topology build(ClusterContext cluster, ReconcilerConfig config, ResourceImport resourceImport) {
        Topology topology = new Topology();
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        topology.addSource(StoreNames.COMMANDS_SOURCE, bytes, bytes, Topics.COMMANDS.name());
        topology.addSource(StoreNames.POD_STATUS_SOURCE, bytes, bytes, Topics.POD_STATUS.name());
        HandoverStores states = new HandoverStores(StoreNames.STATE);
        topology.addProcessor(
                StoreNames.RECONCILE,
                () -> new ReconcileProcessor(cluster, config, resourceImport, states),
                StoreNames.COMMANDS_SOURCE,
                StoreNames.POD_STATUS_SOURCE);
        topology.addStateStore(store(states), StoreNames.RECONCILE);
        sink(topology, StoreNames.RECONCILE_SINK, StoreNames.RECONCILE);

        topology.addSource(StoreNames.HEARTBEATS_SOURCE, bytes, bytes, Topics.NODE_HEARTBEATS.name());
        topology.addProcessor(
                StoreNames.LIVENESS,
                () -> new LivenessProcessor(cluster, config.liveness()),
                StoreNames.HEARTBEATS_SOURCE);
        topology.addStateStore(store(Stores.inMemoryKeyValueStore(StoreNames.NODES)), StoreNames.LIVENESS);
        sink(topology, StoreNames.LIVENESS_SINK, StoreNames.LIVENESS);
        return topology;
    }

    /** In memory with a changelog: a kill -9 makes Streams restore any store anew, and memory restores fastest. */
    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(KeyValueBytesStoreSupplier content) {
        return Stores.keyValueStoreBuilder(content, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG)
                .withCachingDisabled();
    }

    private static void sink(Topology topology, String name, String parent) {
        Serializer<Routed> value = (topic, routed) -> routed == null ? null : routed.value();
        StreamPartitioner<byte[], Routed> byDecision =
                (topic, key, routed, partitions) -> Optional.of(Set.of(routed.partition()));
        topology.addSink(
                name, (key, routed, context) -> routed.topic(), new ByteArraySerializer(), value, byDecision, parent);
    }
}
