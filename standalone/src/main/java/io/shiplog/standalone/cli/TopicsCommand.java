package io.shiplog.standalone.cli;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.UserError;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the topics, or the records of one, decoded, a line each. */
@Command(
        name = "topics",
        description = "Show the topics, or one topic's records, decoded.",
        mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {

    private static final Duration ONE_POLL = Duration.ofMillis(200);

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "the topic whose records to show")
    private @Nullable String name;

    @Option(names = "--follow", description = "go on with new records until Ctrl-C")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "N",
            description =
                    "begin with the last N records of each partition (default: the beginning, or 0 with --follow)")
    private @Nullable Long tail;

    @Override
    public Integer call() throws Exception {
        ClusterFile cluster = data.running();
        PrintWriter out = spec.commandLine().getOut();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(cluster.bootstrapServers(), "shiplog-cli", ""))) {
            if (name == null) {
                list(consumer, out);
            } else {
                show(consumer, topic(name), ResourcesReader.codec(cluster, data.dir()), out);
            }
        }
        return 0;
    }

    private static Topic topic(String name) {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "There is no topic named " + name + ".",
                        "Topics: " + Topics.all().stream().map(Topic::name).collect(Collectors.joining(", "))));
    }

    private static void list(KafkaConsumer<byte[], byte[]> consumer, PrintWriter out) {
        out.printf("%-18s %10s  %-15s %12s  %s%n", "TOPIC", "PARTITIONS", "CLEANUP", "END OFFSETS", "KEY");
        for (Topic topic : Topics.all()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            out.printf(
                    "%-18s %10d  %-15s %12d  %s%n",
                    topic.name(), partitions.size(), topic.cleanup().policy(), end, topic.key());
        }
    }

    private void show(KafkaConsumer<byte[], byte[]> consumer, Topic topic, RecordCodec codec, PrintWriter out) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long back = tail != null ? tail : follow ? 0 : Long.MAX_VALUE;
        for (TopicPartition partition : partitions) {
            long first = begin.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(first, back > end ? first : end - back));
        }
        while (follow || ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(ONE_POLL)) {
                out.println(line(record, topic, codec));
            }
            out.flush();
        }
    }

    private static String line(ConsumerRecord<byte[], byte[]> record, Topic topic, RecordCodec codec) {
        String head = record.partition() + "@" + record.offset() + " " + Instant.ofEpochMilli(record.timestamp()) + " "
                + (record.key() == null ? "-" : new String(record.key(), StandardCharsets.UTF_8)) + " ";
        if (record.value() == null) {
            return head + "tombstone";
        }
        if (topic.records().isEmpty()) {
            return head + new String(record.value(), StandardCharsets.UTF_8).replace("\n", "\\n");
        }
        try {
            return head + RecordLine.of(codec.decode(topic, record.value()));
        } catch (UndecodableRecordException e) {
            return head + "undecodable: " + e.getMessage();
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Topic topic) {
        List<TopicPartition> out = new ArrayList<>();
        consumer.partitionsFor(topic.name())
                .forEach(info -> out.add(new TopicPartition(topic.name(), info.partition())));
        return out;
    }
}
