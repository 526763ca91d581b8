package io.shiplog.standalone.registry;

import io.shiplog.schemas.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** The compacted topic {@code _schemas}, made when missing. */
final class KafkaRegistryLog implements RegistryLog {

    private static final TopicPartition PARTITION = new TopicPartition(RegistryRecords.TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ONE_POLL = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaRegistryLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(KafkaSettings.producer(bootstrapServers, "schema-registry"));
    }

    @Override
    public void replay(BiConsumer<byte[], byte @Nullable []> records) {
        makeTopic();
        try (KafkaConsumer<byte[], byte @Nullable []> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(bootstrapServers, "schema-registry", ""))) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(ONE_POLL)) {
                    if (record.key() != null) {
                        records.accept(record.key(), record.value());
                    }
                }
            }
        }
    }

    @Override
    public void append(byte[] key, byte @Nullable [] value) {
        try {
            var sent = producer.send(new ProducerRecord<byte[], byte[]>(RegistryRecords.TOPIC, 0, key, value));
            producer.flush();
            sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw RegistryException.storage(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.storage("interrupted");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private void makeTopic() {
        NewTopic topic = new NewTopic(RegistryRecords.TOPIC, Optional.of(1), Optional.empty())
                .configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(KafkaSettings.admin(bootstrapServers, "schema-registry"))) {
            admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(
                        "cannot make the topic " + RegistryRecords.TOPIC + " at " + bootstrapServers + ": "
                                + e.getMessage(),
                        e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("no Kafka broker answers at " + bootstrapServers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
