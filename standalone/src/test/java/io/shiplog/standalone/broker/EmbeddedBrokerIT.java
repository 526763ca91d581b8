package io.shiplog.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
final class EmbeddedBrokerIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    @Test
    void keepsRecordsPortsAndClusterIdAcrossARestart() throws Exception {
        String bootstrap;
        String clusterId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            bootstrap = broker.bootstrapServers();
            clusterId = broker.clusterId();
            assertThat(TopicSetup.create(bootstrap, 16)).isEqualTo(new Genesis(clusterId, 16));
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(KafkaSettings.producer(bootstrap, "it"))) {
                producer.send(new ProducerRecord<>(Topics.MANIFESTS.name(), 0, null, bytes("kind: Pod")))
                        .get();
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
            assertThat(broker.bootstrapServers()).isEqualTo(bootstrap);
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            // Asked for another P, the cluster keeps the one it was born with.
            assertThat(TopicSetup.create(bootstrap, 4).namespacePartitions()).isEqualTo(16);
            assertThat(TopicSetup.read(bootstrap)).isEqualTo(new Genesis(clusterId, 16));
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(KafkaSettings.consumer(bootstrap, "it", ""))) {
                TopicPartition partition = new TopicPartition(Topics.MANIFESTS.name(), 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(10));
                assertThat(records)
                        .singleElement()
                        .satisfies(r -> assertThat(r.value()).isEqualTo(bytes("kind: Pod")));
            }
        }
    }

    /** Its session would hold a new broker up for a minute. */
    @Test
    @Timeout(90)
    void signsOffAPredecessorThatWasKilled() throws Exception {
        int port = Ports.free();
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.shiplog.standalone.cli.Main",
                        "broker",
                        "--partitions",
                        "2",
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(Duration.ofSeconds(45)).until(() -> !Ports.isFree(port));
            TopicSetup.create("127.0.0.1:" + port, 2);
        } finally {
            killed.destroyForcibly().waitFor();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
            assertThat(TopicSetup.read(broker.bootstrapServers()).namespacePartitions())
                    .isEqualTo(2);
        }
    }

    @Test
    void refusesADirectoryOfAnotherCluster() throws Exception {
        Path file = dir.resolve("genesis.json");
        Genesis.keptIn(file, new Genesis("one", 16));
        assertThat(Genesis.keptIn(file, new Genesis("one", 4)).namespacePartitions())
                .isEqualTo(16);
        assertThatThrownBy(() -> Genesis.keptIn(file, new Genesis("two", 16)))
                .hasMessageContaining("belongs to cluster one");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
