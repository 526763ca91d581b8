package io.shiplog.api.gateway;

import io.shiplog.api.read.Threads;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one partition of {@code replies} from its end on and hands on what it finds, also answers meant for others. */
final class Replies implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_MILLIS = 500;

    private final ClusterContext context;
    private final TopicPartition partition;
    private final Consumer<Reply> receiver;
    private final Thread thread;
    private volatile boolean listening;
    private volatile boolean closed;
    private long next = -1;

    Replies(ClusterContext context, int partition, Consumer<Reply> receiver) {
        this.context = context;
        this.partition = new TopicPartition(Topics.REPLIES.name(), partition);
        this.receiver = receiver;
        this.thread = new Thread(this::run, "api-ingest-replies");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** True once an answer to a command that is sent now cannot be missed. */
    boolean listening() {
        return listening;
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(KafkaSettings.consumer(context.bootstrapServers(), "api-ingest-replies", ""))) {
                Threads.untilInterrupted(() -> listen(consumer));
            } catch (KafkaException e) {
                LOG.warn("reading replies failed, trying again: {}", e.toString());
                pause();
            }
        }
    }

    private void listen(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        if (next < 0) {
            consumer.seekToEnd(List.of(partition));
            next = consumer.position(partition);
        } else {
            consumer.seek(partition, next);
        }
        listening = true;
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                next = record.offset() + 1;
                receive(record);
            }
        }
    }

    private void receive(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            receiver.accept((Reply) context.codec().decode(Topics.REPLIES, record.value()));
        } catch (UndecodableRecordException e) {
            // One reply that nobody can read is one request that runs into its timeout; the others go on.
            LOG.warn("reply at offset {} is unreadable: {}", record.offset(), e.getMessage());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Threads.join(thread);
    }
}
