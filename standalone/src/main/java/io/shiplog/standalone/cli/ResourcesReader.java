package io.shiplog.standalone.cli;

import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.RegistryClient;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.DataDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads topics of a running cluster from outside, up to their end as of now. */
final class ResourcesReader {

    private static final Duration ONE_POLL = Duration.ofMillis(200);

    private ResourcesReader() {}

    /** What this machine's user may read of a running cluster, Secrets included when the key lies in the data dir. */
    static RecordCodec codec(ClusterFile cluster, DataDir dir) throws IOException {
        SecretCipher cipher = Files.exists(dir.secretsKey()) ? SecretCipher.fromFile(dir.secretsKey()) : null;
        return new AvroRecordCodec(new RegistryClient(Map.of("schema.registry.url", cluster.registryUrl())), cipher);
    }

    /** The current version of every object, by its record key. */
    static Map<String, ResourceEnvelope> current(String bootstrapServers, RecordCodec codec) {
        Map<String, ResourceEnvelope> out = new TreeMap<>();
        read(bootstrapServers, Topics.RESOURCES, record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                out.remove(key);
            } else if (codec.decode(Topics.RESOURCES, record.value()) instanceof ResourceEnvelope envelope) {
                if (envelope.getRemoved()) {
                    out.remove(key);
                } else {
                    out.put(key, envelope);
                }
            }
        });
        return out;
    }

    /** Every committed record of a topic from its beginning to its end as of now, in order within a partition. */
    static void read(String bootstrapServers, Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(bootstrapServers, "shiplog-cli", ""))) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic.name())
                    .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(ONE_POLL).forEach(records);
            }
        }
    }
}
