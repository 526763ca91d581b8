package io.shiplog.executor.logs;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Batches to the topic {@code logs}, keyed so that all runs of a container lie in one partition. */
final class TopicOutlet implements Outlet {

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final RecordCodec codec;

    TopicOutlet(Producer<byte[], byte[]> producer, RecordCodec codec) {
        this.producer = producer;
        this.codec = codec;
    }

    static TopicOutlet open(String bootstrapServers, String host, RecordCodec codec) {
        Properties settings = KafkaSettings.producer(bootstrapServers, host + "-logs");
        // Who waits for a broker is the reader of one run, which has its file behind it: the sender must not.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
        return new TopicOutlet(new KafkaProducer<>(settings), codec);
    }

    @Override
    public void send(LogBatch batch, Consumer<@Nullable Exception> done) {
        try {
            String key = batch.getNamespace() + "/" + batch.getPod() + "/" + batch.getContainer();
            int partition = Partitioning.of(key, Topics.LOGS.partitionCount(0));
            byte[] value = codec.encode(Topics.LOGS, batch);
            var unused = producer.send(
                    new ProducerRecord<>(Topics.LOGS.name(), partition, key.getBytes(StandardCharsets.UTF_8), value),
                    (metadata, error) -> done.accept(error));
        } catch (RuntimeException e) {
            // A broker that is away, a registry that does not answer: the caller sends it again.
            done.accept(e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
