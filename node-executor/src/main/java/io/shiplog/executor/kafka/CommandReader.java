package io.shiplog.executor.kafka;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the partitions of node-commands that hold this process's nodes, from their beginning, and says once when it
 * has read what was
 * there at the start. One thread; a broker that is away is waited for.
 */
final class CommandReader implements AutoCloseable {

    /** One record for one of our nodes. */
    record Command(String node, String uid, @Nullable SpecificRecord value) {}

    /** Where commands go. */
    interface Sink {
        /** Blocks while the other side has more than enough. */
        void commands(List<Command> commands) throws InterruptedException;

        void caughtUp() throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordCodec codec;
    private final Predicate<String> hosts;
    private final Sink sink;
    private final Set<TopicPartition> partitions;
    private final Thread thread = new Thread(this::run, "node-commands");
    private volatile boolean closing;

    CommandReader(String bootstrap, String host, RecordCodec codec, List<String> nodes, Sink sink) {
        int count = Topics.NODE_COMMANDS.partitionCount(0);
        Set<String> names = Set.copyOf(nodes);
        this.codec = codec;
        this.hosts = names::contains;
        this.sink = sink;
        this.partitions = names.stream()
                .map(node -> new TopicPartition(Topics.NODE_COMMANDS.name(), Partitioning.of(node, count)))
                .collect(Collectors.toUnmodifiableSet());
        this.consumer = new KafkaConsumer<>(KafkaSettings.consumer(bootstrap, host + "-node-commands", ""));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            read();
        } catch (WakeupException e) {
            LOG.debug("closing");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() throws InterruptedException {
        try {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = ends();
            boolean behind = true;
            consumer.seekToBeginning(partitions);
            while (!closing) {
                List<Command> commands = decode(poll());
                if (!commands.isEmpty()) {
                    sink.commands(commands);
                }
                if (behind && ends.entrySet().stream().allMatch(this::reached)) {
                    behind = false;
                    sink.caughtUp();
                }
            }
        } finally {
            Thread.interrupted(); // a consumer that is closed while interrupted cannot sign off
        }
    }

    private boolean reached(Map.Entry<TopicPartition, Long> end) {
        try {
            return consumer.position(end.getKey(), POLL) >= end.getValue();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            return false;
        }
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException {
        while (true) {
            try {
                return consumer.endOffsets(partitions, POLL);
            } catch (WakeupException e) {
                throw e;
            } catch (KafkaException e) {
                LOG.warn("cannot learn the end of {} yet: {}", Topics.NODE_COMMANDS.name(), e.getMessage());
                pause();
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() throws InterruptedException {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            throw e;
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (KafkaException e) {
            LOG.warn("cannot read {}: {}", Topics.NODE_COMMANDS.name(), e.getMessage());
            pause();
            return ConsumerRecords.empty();
        }
    }

    private void pause() throws InterruptedException {
        if (closing) {
            throw new WakeupException();
        }
        Thread.sleep(RETRY.toMillis());
    }

    private List<Command> decode(ConsumerRecords<byte[], byte[]> records) {
        List<Command> out = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            byte[] rawKey = record.key();
            if (rawKey == null) {
                continue;
            }
            String key = new String(rawKey, StandardCharsets.UTF_8);
            int slash = key.indexOf('/');
            String node = slash < 0 ? key : key.substring(0, slash);
            if (!hosts.test(node)) {
                continue;
            }
            try {
                byte[] value = record.value();
                SpecificRecord decoded = value == null ? null : codec.decode(Topics.NODE_COMMANDS, value);
                out.add(new Command(node, slash < 0 ? "" : key.substring(slash + 1), decoded));
            } catch (UndecodableRecordException e) {
                LOG.error("{}-{}@{} is skipped", record.topic(), record.partition(), record.offset(), e);
            }
        }
        return out;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
