package io.shiplog.api.endpoint;

import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.NodeHeartbeat;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Endpoints} out of the heartbeats. Reads the few last records of every process at the start and then what
 * comes; a process that has died keeps its last endpoint until another takes its place, and asking there fails.
 */
public final class HeardEndpoints implements Endpoints, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeardEndpoints.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** One record a process and second: this much of the past holds every process that lives, up to a thousand. */
    private static final long LOOK_BACK_RECORDS = 20_000;

    private final ClusterContext context;
    private final Map<String, String> byNode = new ConcurrentHashMap<>();
    private final Map<String, String> byRole = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long endAtStart = -1;
    private final Thread thread = new Thread(this::run, "endpoints");
    private volatile boolean closing;

    /** A reader that is not started yet. */
    public HeardEndpoints(ClusterContext context) {
        this.context = context;
        this.consumer = new KafkaConsumer<>(KafkaSettings.consumer(context.bootstrapServers(), "endpoints", ""));
        thread.setDaemon(true);
    }

    /** Starts reading. */
    public void start() {
        thread.start();
    }

    /** Completed when everything has been heard that had been said before the start; before that, old news counts. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp;
    }

    @Override
    public Optional<String> ofNode(String node) {
        return Optional.ofNullable(byNode.get(node));
    }

    @Override
    public Optional<String> ofRole(String role) {
        return Optional.ofNullable(byRole.get(role));
    }

    @Override
    public String token() {
        return context.internalToken();
    }

    private void run() {
        TopicPartition only = new TopicPartition(Topics.NODE_HEARTBEATS.name(), 0);
        try (consumer) {
            while (!closing) {
                try {
                    if (endAtStart < 0) {
                        endAtStart = place(only);
                    }
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        take(record);
                    }
                    if (!caughtUp.isDone() && consumer.position(only) >= endAtStart) {
                        caughtUp.complete(null);
                    }
                } catch (WakeupException e) {
                    return;
                } catch (KafkaException e) {
                    LOG.warn("heartbeats cannot be read and will be tried again: {}", e.toString());
                }
            }
        }
    }

    /** Puts the reader where enough of the past is heard, and gives the end. */
    private long place(TopicPartition only) {
        consumer.assign(List.of(only));
        long end = consumer.endOffsets(List.of(only)).getOrDefault(only, 0L);
        long begin = consumer.beginningOffsets(List.of(only)).getOrDefault(only, 0L);
        consumer.seek(only, Math.max(begin, end - LOOK_BACK_RECORDS));
        return end;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            if (context.codec().decode(Topics.NODE_HEARTBEATS, record.value()) instanceof HeartbeatBatch batch
                    && !batch.getEndpoint().isEmpty()) {
                byRole.put(batch.getRole(), batch.getEndpoint());
                for (NodeHeartbeat node : batch.getNodes()) {
                    byNode.put(node.getName(), batch.getEndpoint());
                }
            }
        } catch (UndecodableRecordException e) {
            LOG.warn("a heartbeat at {} cannot be read: {}", record.offset(), e.getMessage());
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
