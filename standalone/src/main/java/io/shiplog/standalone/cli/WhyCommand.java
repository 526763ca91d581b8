package io.shiplog.standalone.cli;

import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import io.shiplog.standalone.cell.ClusterFile;
import io.shiplog.standalone.cell.UserError;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells why a pod is where it is, or nowhere, by the records that led there. */
@Command(
        name = "why",
        description = {
            "Tell why a pod is where it is, or nowhere: every record that led there, with its topic, partition and"
                    + " offset, in order of time. Also for a pod that is gone, as long as the log keeps it.",
            "Example: ./shiplog why web-5d4f9c7b6-abcde -n shop"
        },
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {

    private static final Duration ONE_POLL = Duration.ofMillis(200);

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DataDirOption data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "POD", description = "name of the pod, also as pod/NAME")
    private String pod = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "namespace of the pod (default: ${DEFAULT-VALUE})")
    private String namespace = "default";

    @Override
    public Integer call() throws Exception {
        ClusterFile cluster = data.running();
        RecordCodec codec = ResourcesReader.codec(cluster, data.dir());
        String name = pod.substring(pod.lastIndexOf('/') + 1);
        PodTrail trail = new PodTrail(namespace, name);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(cluster.bootstrapServers(), "shiplog-cli", ""))) {
            Log log = new Log(consumer, codec);
            log.read(Topics.RESOURCES, 0, 0, trail::wants, trail::resource);
            if (!trail.found()) {
                throw new UserError(
                        "No record tells of a pod " + name + " in namespace " + namespace + ".",
                        "See ./shiplog topics resources for what there is, and give -n for another namespace.");
            }
            follow(trail, log);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(PodVerdict.of(trail.versions()));
        out.println();
        trail.lines().forEach(out::println);
        out.flush();
        return 0;
    }

    private void follow(PodTrail trail, Log log) {
        trail.endOfResources();
        for (Topic topic : List.of(Topics.COMMANDS, Topics.POD_STATUS)) {
            // Whatever concerns a namespace lies in one partition of these.
            int partition = Partitioning.of(namespace, log.partitions(topic));
            long since = log.offset(topic, partition, trail.createdMillis());
            log.read(topic, partition, trail.firstCause(topic.name(), partition, since), key -> true, trail::take);
        }
        for (Topic topic : List.of(Topics.NODE_COMMANDS, Topics.REPLIES)) {
            for (int partition = 0; partition < log.partitions(topic); partition++) {
                long since = log.offset(topic, partition, trail.createdMillis());
                log.read(topic, partition, since, key -> true, trail::take);
            }
        }
        if (trail.preempted()) {
            log.read(Topics.RESOURCES, 0, 0, PodTrail::mayPreempt, trail::preemptor);
        }
    }

    /** The topics of the cluster, read from a place to their end as of now. */
    private record Log(KafkaConsumer<byte[], byte[]> consumer, RecordCodec codec) {

        int partitions(Topic topic) {
            return consumer.partitionsFor(topic.name()).size();
        }

        /** The first offset of a partition that was written at that time or later; its end when there is none. */
        long offset(Topic topic, int number, long millis) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, millis)).get(partition);
            return found == null ? consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L) : found.offset();
        }

        /** Reads those records of a partition from an offset on whose key is wanted and that can be decoded. */
        void read(Topic topic, int number, long from, Predicate<String> wanted, Consumer<LogRecord> taker) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            List<TopicPartition> only = List.of(partition);
            consumer.assign(only);
            long begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
            Map<TopicPartition, Long> ends = consumer.endOffsets(only);
            consumer.seek(partition, Math.max(begin, from));
            while (consumer.position(partition) < ends.getOrDefault(partition, 0L)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(ONE_POLL)) {
                    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                    SpecificRecord value = wanted.test(key) ? decoded(topic, record.value()) : null;
                    if (value != null) {
                        taker.accept(new LogRecord(topic.name(), number, record.offset(), record.timestamp(), value));
                    }
                }
            }
        }

        private @Nullable SpecificRecord decoded(Topic topic, byte @Nullable [] value) {
            try {
                return value == null ? null : codec.decode(topic, value);
            } catch (UndecodableRecordException another) {
                return null; // ./shiplog topics shows it and says why
            }
        }
    }
}
