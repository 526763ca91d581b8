package io.shiplog.standalone.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.record.SliceGroup;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What the log says happened, and the promises that it has to hold whatever was killed or stopped meanwhile. */
record History(BrokerCluster cluster) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(90);

    /** All records that are committed. */
    List<ConsumerRecord<byte[], byte[]>> committed(Topic topic) {
        return read(topic, "read_committed");
    }

    /** All records, those of aborted transactions too. */
    List<ConsumerRecord<byte[], byte[]>> withAborted(Topic topic) {
        return read(topic, "read_uncommitted");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Topic topic, String isolation) {
        Properties settings = KafkaSettings.consumer(cluster.bootstrapServers(), "history", "");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = IntStream.range(0, topic.partitionCount(BrokerCluster.PARTITIONS))
                    .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> out = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(out::add);
            }
            return out;
        }
    }

    /** Answers by request id, in the order of the log. */
    Map<String, List<Integer>> answers() {
        Map<String, List<Integer>> out = new TreeMap<>();
        committed(Topics.REPLIES).forEach(record -> {
            Reply reply = (Reply) cluster.codec().decode(Topics.REPLIES, record.value());
            out.computeIfAbsent(reply.getRequestId(), id -> new ArrayList<>()).add(reply.getCode());
        });
        return out;
    }

    /** Waits until each of these has its answer; no command has two. */
    void everyCommandIsAnsweredOnce(Collection<String> requests) {
        await().atMost(LONG).untilAsserted(() -> assertThat(answers()).containsKeys(requests.toArray(String[]::new)));
        assertThat(answers().entrySet())
                .filteredOn(answer -> answer.getValue().size() != 1)
                .isEmpty();
    }

    /** Every envelope that is committed. */
    List<ResourceEnvelope> envelopes() {
        return committed(Topics.RESOURCES).stream()
                .filter(record -> record.value() != null)
                .map(record -> (ResourceEnvelope) cluster.codec().decode(Topics.RESOURCES, record.value()))
                .toList();
    }

    /** Each object's versions follow on each other: none is missing, none is there twice. */
    void versionsFollowOnEachOther() {
        Map<String, Long> last = new HashMap<>();
        for (ResourceEnvelope envelope : envelopes()) {
            String key = envelope.getKind() + "/" + envelope.getNamespace() + "/" + envelope.getName();
            assertThat(envelope.getVersion()).as(key).isEqualTo(last.getOrDefault(key, 0L) + 1);
            last.put(key, envelope.getVersion());
        }
    }

    /** Each slice lies in the log once, whole and in its order. */
    void slicesAreWhole() {
        Map<String, List<Integer>> indices = new TreeMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (ResourceEnvelope envelope : envelopes()) {
            SliceGroup slice = envelope.getSlice();
            String id = slice.getTopic() + "-" + slice.getPartition() + "@" + slice.getOffset();
            indices.computeIfAbsent(id, key -> new ArrayList<>()).add(slice.getIndex());
            counts.put(id, slice.getCount());
        }
        assertThat(indices)
                .isNotEmpty()
                .allSatisfy((id, seen) -> assertThat(seen)
                        .as(id)
                        .isEqualTo(IntStream.range(0, counts.getOrDefault(id, 0))
                                .boxed()
                                .toList()));
    }

    /** Waits until a Deployment, namespace/name, has exactly this many pods. */
    void awaitPods(String deployment, int count) {
        awaitPods(List.of(deployment), count);
    }

    /** Waits until each of these has exactly this many pods. */
    void awaitPods(List<String> deployments, int count) {
        await().atMost(LONG).untilAsserted(() -> {
            List<String> alive = pods();
            assertThat(deployments)
                    .allSatisfy(deployment -> assertThat(alive)
                            .filteredOn(pod -> pod.startsWith(deployment + "-"))
                            .hasSize(count));
        });
    }

    /** The pods that are there, namespace/name. */
    private List<String> pods() {
        Map<String, Boolean> alive = new TreeMap<>();
        for (ResourceEnvelope envelope : envelopes()) {
            if (envelope.getKind().equals("Pod")) {
                alive.put(envelope.getNamespace() + "/" + envelope.getName(), !envelope.getRemoved());
            }
        }
        return alive.keySet().stream()
                .filter(pod -> alive.getOrDefault(pod, false))
                .toList();
    }
}
