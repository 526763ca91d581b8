package io.shiplog.api.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.shiplog.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogEndTest {

    @Test
    void whatAReaderDoesWithItsAnswerDelaysNobodyElses() throws Exception {
        MockConsumer<byte[], byte[]> log = new MockConsumer<>("earliest");
        log.updateEndOffsets(Map.of(new TopicPartition(Topics.RESOURCES.name(), 0), 7L));
        ExecutorService completions = Executors.newCachedThreadPool();
        try (LogEnd ends = new LogEnd(() -> log, List.of(Topics.RESOURCES), completions)) {
            ends.start();
            CompletableFuture<Void> rendered = new CompletableFuture<>();
            CompletableFuture<Void> slow = ends.of(Topics.RESOURCES).thenAccept(end -> rendered.join());

            assertThat(ends.of(Topics.RESOURCES).get(10, TimeUnit.SECONDS)).isEqualTo(7);

            rendered.complete(null);
            slow.get(10, TimeUnit.SECONDS);
        } finally {
            completions.shutdownNow();
        }
    }
}
