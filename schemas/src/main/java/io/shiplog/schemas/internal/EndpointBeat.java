package io.shiplog.schemas.internal;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Says every few seconds where a process without nodes answers the internal read protocol, in the heartbeats, where
 * those who ask look for it.
 */
public final class EndpointBeat implements AutoCloseable {

    private static final long INTERVAL_SECONDS = 5;

    private final ClusterContext context;
    private final String role;
    private final String endpoint;
    private final String instance = UUID.randomUUID().toString();
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "endpoint-beat");
        thread.setDaemon(true);
        return thread;
    });
    private long sequence;

    private EndpointBeat(ClusterContext context, String role, String endpoint) {
        this.context = context;
        this.role = role;
        this.endpoint = endpoint;
        this.producer = new KafkaProducer<>(KafkaSettings.producer(context.bootstrapServers(), role + "-beat"));
    }

    /** Starts saying it, at once and then again and again. */
    public static EndpointBeat start(ClusterContext context, String role, String endpoint) {
        EndpointBeat beat = new EndpointBeat(context, role, endpoint);
        var unused = beat.clock.scheduleWithFixedDelay(beat::say, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
        return beat;
    }

    private void say() {
        sequence++;
        HeartbeatBatch batch = new HeartbeatBatch(role, instance, sequence, endpoint, List.of(), 0L, role);
        var unused = producer.send(new ProducerRecord<>(
                Topics.NODE_HEARTBEATS.name(),
                0,
                role.getBytes(StandardCharsets.UTF_8),
                context.codec().encode(Topics.NODE_HEARTBEATS, batch)));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
