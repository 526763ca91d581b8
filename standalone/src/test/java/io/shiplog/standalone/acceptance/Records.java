package io.shiplog.standalone.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.codec.AvroRecordCodec;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.RegistryClient;
import io.shiplog.schemas.codec.SecretCipher;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of a running cluster as any Kafka client sees them: no settings of ours, raw bytes. */
final class Records {

    private static final Duration ONE_POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final RecordCodec codec;

    Records(Path dataDir) throws IOException {
        ObjectNode cluster = Json.parse(Files.readAllBytes(dataDir.resolve("cluster.json")));
        this.bootstrapServers = Json.textAt(cluster, "bootstrapServers");
        RegistryClient registry =
                new RegistryClient(Map.of("schema.registry.url", Json.textAt(cluster, "registryUrl")));
        this.codec = new AvroRecordCodec(registry, SecretCipher.fromFile(dataDir.resolve("secrets.key")));
    }

    /** Appends one record, as a console producer does; gives its offset. */
    long produce(Topic topic, int partition, byte[] key, byte[] value) throws InterruptedException, ExecutionException {
        return produce(new ProducerRecord<>(topic.name(), partition, key, value));
    }

    /** Appends one record with its headers; gives its offset. */
    long produce(ProducerRecord<byte[], byte[]> record) throws InterruptedException, ExecutionException {
        Properties settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(record).get().offset();
        }
    }

    /** How many partitions a topic has. */
    long partitions(Topic topic) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.partitionsFor(topic.name()).size();
        }
    }

    /** All records of one topic, decoded. */
    List<SpecificRecord> decoded(Topic topic) {
        return raw(topic.name()).stream()
                .filter(record -> record.value() != null)
                .map(record -> codec.decode(topic, record.value()))
                .toList();
    }

    /** All records of the topics whose name matches; those of a transaction under way or aborted too. */
    List<ConsumerRecord<byte[], byte[]>> raw(String namePattern) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.listTopics().forEach((name, infos) -> {
                if (name.matches(namePattern)) {
                    infos.forEach(info -> partitions.add(new TopicPartition(name, info.partition())));
                }
            });
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> out = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(ONE_POLL).forEach(out::add);
            }
            return out;
        }
    }
}
