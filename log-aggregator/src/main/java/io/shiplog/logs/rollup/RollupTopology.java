package io.shiplog.logs.rollup;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Two sub-topologies: samples of nodes to rows of pods and nodes, and rows of pods, which come together in the
 * partition of their namespace, to rows of workloads. They meet in {@code metrics-rollups}.
 */
final class RollupTopology {

    static final String SAMPLES_SOURCE = "samples";
    static final String SAMPLES = "sample-windows";
    static final String SAMPLES_STORE = "recent-samples";
    static final String SAMPLES_SINK = "pod-and-node-rows";
    static final String ROWS_SOURCE = "rows";
    static final String ROWS = "workload-windows";
    static final String ROWS_STORE = "recent-rows";
    static final String ROWS_SINK = "workload-rows";

    /** Rows live for minutes: small segments, so that what was deleted leaves the disk soon. */
    static final Map<String, String> CHANGELOG = Map.of(
            "max.message.bytes", String.valueOf(Topics.MAX_RECORD_BYTES),
            "segment.bytes", String.valueOf(4 * 1024 * 1024),
            "segment.ms", "600000",
            "delete.retention.ms", "600000",
            "min.cleanable.dirty.ratio", "0.3");

    private RollupTopology() {}

    static Topology build(RecordCodec codec, RollupMeters meters, RollupConfig config) {
        Topology topology = new Topology();
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        topology.addSource(SAMPLES_SOURCE, bytes, bytes, Topics.METRICS.name());
        topology.addProcessor(SAMPLES, () -> new SampleProcessor(codec, meters, config), SAMPLES_SOURCE);
        topology.addStateStore(RecentRecords.builder(SAMPLES_STORE), SAMPLES);
        sink(topology, SAMPLES_SINK, codec, SAMPLES);

        topology.addSource(ROWS_SOURCE, bytes, bytes, Topics.METRICS_ROLLUPS.name());
        topology.addProcessor(ROWS, () -> new WorkloadProcessor(codec, meters), ROWS_SOURCE);
        topology.addStateStore(RecentRecords.builder(ROWS_STORE), ROWS);
        sink(topology, ROWS_SINK, codec, ROWS);
        return topology;
    }

    /** Key of a row: a later publication of the same window replaces it. */
    static byte[] key(MetricRollup row) {
        return (row.getNamespace() + "/" + row.getKind() + "/" + row.getName() + "/" + row.getWindowStartMillis())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void sink(Topology topology, String name, RecordCodec codec, String parent) {
        Serializer<MetricRollup> value = (topic, row) -> codec.encode(Topics.METRICS_ROLLUPS, row);
        StreamPartitioner<byte[], MetricRollup> byNamespace =
                (topic, key, row, partitions) -> Optional.of(Set.of(Partitioning.of(row.getNamespace(), partitions)));
        topology.addSink(name, Topics.METRICS_ROLLUPS.name(), new ByteArraySerializer(), value, byNamespace, parent);
    }
}
