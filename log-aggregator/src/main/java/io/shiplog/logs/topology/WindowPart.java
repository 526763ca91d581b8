package io.shiplog.logs.topology;

import io.micrometer.core.instrument.Counter;
import io.shiplog.logs.window.LogWindow;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads logs of all containers and keeps a bounded recent window of them; how much has passed is on its
 * meters. What it holds is a view: after a restart it reads the topics' recent end again.
 */
final class WindowPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(LogsRole.class);
    private static final Duration ONE_POLL = Duration.ofMillis(500);
    /** A start looks back this many records a partition, not over a day of logs. */
    private static final long LOOK_BACK_RECORDS = 2_000;

    private final ClusterContext context;
    private final LogWindow logs;
    private final Counter lines;
    private final Counter undecodable;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::run, "log-aggregator");
    private volatile boolean ready;
    private volatile boolean closing;
    private volatile String failure = "";

    /** A log-aggregator that is not started yet. */
    WindowPart(ClusterContext context, LogsConfig config) {
        this.context = context;
        this.logs = new LogWindow(config.windowBytes(), config.linesPerContainer());
        this.lines = context.metrics().counter("shiplog.logs.lines");
        this.undecodable = context.metrics().counter("shiplog.logs.undecodable");
        context.metrics().gauge("shiplog.logs.window.bytes", logs, LogWindow::bytes);
        context.metrics().gauge("shiplog.logs.window.containers", logs, LogWindow::containers);
        this.consumer = new KafkaConsumer<>(KafkaSettings.consumer(context.bootstrapServers(), "log-aggregator", ""));
    }

    @Override
    public Map<String, InternalServer.Route> routes() {
        return Map.of();
    }

    @Override
    public void start() {
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of a container, oldest first. */
    public List<LogLine> tail(String namespace, String pod, String container, int count) {
        synchronized (logs) {
            return List.copyOf(logs.tail(namespace, pod, container, count));
        }
    }

    private void run() {
        try (consumer) {
            assign();
            ready = true;
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(ONE_POLL)) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            // close() asked for it.
        } catch (RuntimeException e) {
            failure = "log-aggregator stopped: " + e.getMessage();
            LOG.error(failure, e);
        }
    }

    private void assign() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo info : consumer.partitionsFor(Topics.LOGS.name())) {
            partitions.add(new TopicPartition(info.topic(), info.partition()));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> floor = new HashMap<>(consumer.beginningOffsets(partitions));
        consumer.endOffsets(partitions)
                .forEach((partition, end) -> floor.merge(partition, end - LOOK_BACK_RECORDS, Math::max));
        floor.forEach(consumer::seek);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (context.codec().decode(Topics.LOGS, record.value()) instanceof LogBatch batch) {
                lines.increment(batch.getLines().size());
                synchronized (logs) {
                    logs.add(batch);
                }
            }
        } catch (UndecodableRecordException e) {
            undecodable.increment();
            LOG.warn("{}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }
}
