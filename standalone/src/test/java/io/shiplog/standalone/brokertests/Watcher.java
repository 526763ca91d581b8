package io.shiplog.standalone.brokertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads {@code resources} as a watch does, while things are killed; judged afterwards by what the log then holds. */
final class Watcher implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final BrokerCluster cluster;
    private final List<Long> seen = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::read, "watcher");
    private volatile boolean stopped;

    private Watcher(BrokerCluster cluster) {
        this.cluster = cluster;
    }

    static Watcher start(BrokerCluster cluster) {
        Watcher watcher = new Watcher(cluster);
        watcher.thread.start();
        return watcher;
    }

    private void read() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(cluster.bootstrapServers(), "watcher", ""))) {
            List<TopicPartition> resources = List.of(new TopicPartition(Topics.RESOURCES.name(), 0));
            consumer.assign(resources);
            consumer.seekToBeginning(resources);
            while (!stopped) {
                consumer.poll(POLL).forEach(record -> seen.add(record.offset()));
            }
        }
    }

    /** Nothing was lost, doubled, out of order, or taken back. */
    void sawWhatTheLogHolds() {
        List<Long> held = new History(cluster)
                .committed(Topics.RESOURCES).stream()
                        .map(ConsumerRecord::offset)
                        .toList();
        await().atMost(CATCH_UP).until(() -> seen.size() >= held.size());
        assertThat(seen.subList(0, held.size())).isEqualTo(held);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
