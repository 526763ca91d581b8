package io.shiplog.executor.kafka;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.record.PodStatusBatch;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends statuses and heartbeats from a thread of its own, so that a broker that is away never holds up the containers.
 * A status that
 * failed is sent again until it arrives; the sender takes only a bounded number at a time, the rest waits as changed
 * pods, not
 * as records. Of heartbeats only one is under way.
 */
final class StatusSender implements AutoCloseable {

    /** Status records taken and not yet acknowledged. */
    static final int IN_FLIGHT_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(StatusSender.class);
    private static final long RETRY_MILLIS = 500;

    private record Outgoing(Topic topic, String key, int partition, SpecificRecord value) {
        boolean beat() {
            return value instanceof HeartbeatBatch;
        }
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordCodec codec;
    private final int namespacePartitions;
    private final LinkedBlockingDeque<Outgoing> outbox = new LinkedBlockingDeque<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean beating = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean recovered = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final Thread thread = new Thread(this::run, "node-status");
    private volatile boolean closing;

    StatusSender(String bootstrap, String host, RecordCodec codec, int namespacePartitions) {
        Properties settings = KafkaSettings.producer(bootstrap, host + "-node-status");
        // A heartbeat that is this late is worth less than the next one; statuses are sent again by this class.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
        this.producer = new KafkaProducer<>(settings);
        this.codec = codec;
        this.namespacePartitions = namespacePartitions;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How many more status records it takes now. */
    int room() {
        return Math.max(0, IN_FLIGHT_MAX - inFlight.get());
    }

    void status(PodStatusBatch batch) {
        inFlight.incrementAndGet();
        int partition = Partitioning.of(batch.getNamespace(), namespacePartitions);
        outbox.addLast(new Outgoing(Topics.POD_STATUS, batch.getNamespace(), partition, batch));
    }

    /** True when the last heartbeat has left: only then the next one is taken. */
    boolean mayBeat() {
        return !beating.get();
    }

    void heartbeat(HeartbeatBatch batch) {
        beating.set(true);
        int partition = Partitioning.of(batch.getHost(), Topics.NODE_HEARTBEATS.partitionCount(0));
        outbox.addFirst(new Outgoing(Topics.NODE_HEARTBEATS, batch.getHost(), partition, batch));
    }

    /** True once after records have failed and the broker is back. */
    boolean takeRecovered() {
        return recovered.compareAndSet(true, false);
    }

    /** Records acknowledged. */
    AtomicLong sent() {
        return sent;
    }

    /** Attempts that failed. */
    AtomicLong errors() {
        return errors;
    }

    private void run() {
        try {
            while (!closing) {
                send(outbox.takeFirst());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Outgoing out) throws InterruptedException {
        try {
            byte[] value = codec.encode(out.topic(), out.value());
            var record = new ProducerRecord<>(
                    out.topic().name(), out.partition(), out.key().getBytes(StandardCharsets.UTF_8), value);
            var unused = producer.send(record, (metadata, error) -> {
                if (error == null) {
                    acknowledged(out);
                } else {
                    failed(out, error);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            failed(out, e);
            Thread.sleep(RETRY_MILLIS);
        }
    }

    private void acknowledged(Outgoing out) {
        sent.incrementAndGet();
        if (failed.compareAndSet(true, false)) {
            recovered.set(true);
        }
        if (out.beat()) {
            beating.set(false);
        } else {
            inFlight.decrementAndGet();
        }
    }

    private void failed(Outgoing out, Exception error) {
        errors.incrementAndGet();
        failed.set(true);
        if (out.beat()) {
            beating.set(false);
        } else if (!closing) {
            LOG.warn("a status of {} will be sent again: {}", out.key(), error.toString());
            outbox.addLast(out);
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }
}
