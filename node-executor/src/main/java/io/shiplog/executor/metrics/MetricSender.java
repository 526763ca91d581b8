package io.shiplog.executor.metrics;

import io.micrometer.core.instrument.Counter;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends samples. With the broker away it keeps what fits into its buffer for two minutes; the rest is lost and counted:
 * samples are worth less than what they would hold up.
 */
final class MetricSender implements AutoCloseable {

    private final ClusterContext context;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Counter sent;
    private final Counter dropped;

    MetricSender(ClusterContext context, String host) {
        this.context = context;
        Properties settings = KafkaSettings.producer(context.bootstrapServers(), host + "-metrics");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(8 * 1024 * 1024));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "1000");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "120000");
        this.producer = new KafkaProducer<>(settings);
        this.sent = Counter.builder("shiplog.executor.samples.sent")
                .description("samples acknowledged")
                .register(context.metrics());
        this.dropped = Counter.builder("shiplog.executor.samples.dropped")
                .description("samples lost, since the broker was away for too long")
                .register(context.metrics());
    }

    /** Sends a batch, or drops and counts it; blocks for a second at most. */
    void send(MetricBatch batch) {
        int count = batch.getSamples().size();
        int partition = Partitioning.of(batch.getNode(), Topics.METRICS.partitionCount(0));
        try {
            var unused = producer.send(
                    new ProducerRecord<>(
                            Topics.METRICS.name(),
                            partition,
                            batch.getNode().getBytes(StandardCharsets.UTF_8),
                            context.codec().encode(Topics.METRICS, batch)),
                    (metadata, error) -> (error == null ? sent : dropped).increment(count));
        } catch (KafkaException | IllegalStateException e) {
            dropped.increment(count);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
