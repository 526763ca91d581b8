package io.shiplog.reconciler.topology;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.Role;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role streams-reconciler: runs the topology, and says when it is ready. */
public final class ReconcilerRole implements Role {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcilerRole.class);
    /** Pause before a failed thread is replaced, so that a fault that stays does not become a hot loop. */
    private static final long REPLACE_BACKOFF_MILLIS = 500;

    private static final int TRANSACTION_MILLIS = 10_000;

    private static final Duration CLOSE = Duration.ofSeconds(15);

    private final ClusterContext cluster;
    private final ReconcilerConfig config;
    private @Nullable KafkaStreams streams;
    private @Nullable KafkaStreamsMetrics streamsMetrics;
    private final Predecessor predecessor;
    private volatile String failure = "";

    public ReconcilerRole(ClusterContext cluster, ReconcilerConfig config) {
        this.cluster = cluster;
        this.config = config;
        this.predecessor = new Predecessor(cluster);
    }

    @Override
    public String name() {
        return "streams-reconciler";
    }

    @Override
    public void start() {
        predecessor.fence();
        ResourceImport resourceImport = new ResourceImport(cluster, resourcesEnd());
        KafkaStreams starting = new KafkaStreams(ReconcilerTopology.build(cluster, config, resourceImport), settings());
        starting.setUncaughtExceptionHandler(this::onException);
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(starting);
        metrics.bindTo(cluster.metrics());
        streamsMetrics = metrics;
        Gauge.builder("shiplog.reconciler.running", starting, s -> s.state() == KafkaStreams.State.RUNNING ? 1 : 0)
                .register(cluster.metrics());
        streams = starting;
        starting.metadataForLocalThreads().stream()
                .findFirst()
                .ifPresent(thread -> predecessor.succeed(thread.threadName()));
        starting.start();
    }

    private StreamThreadExceptionResponse onException(Throwable cause) {
        LOG.error("A stream thread failed and is replaced; its transaction was aborted, nothing is lost", cause);
        if (cause instanceof VirtualMachineError) {
            failure = "streams-reconciler stopped: " + cause;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        try {
            Thread.sleep(REPLACE_BACKOFF_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private long resourcesEnd() {
        TopicPartition resources = new TopicPartition(Topics.RESOURCES.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(KafkaSettings.consumer(cluster.bootstrapServers(), "reconciler-start", ""))) {
            return consumer.endOffsets(List.of(resources)).getOrDefault(resources, 0L);
        }
    }

    private Properties settings() {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, "shiplog-reconciler");
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        p.put(
                StreamsConfig.STATE_DIR_CONFIG,
                cluster.dataDir().resolve(cluster.clusterId()).toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, String.valueOf(config.threads()));
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, String.valueOf(config.commitMillis()));
        p.put(StreamsConfig.POLL_MS_CONFIG, String.valueOf(config.pollMillis()));
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "-1"); // the broker's default.replication.factor
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0"); // each change matters
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "false");
        p.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instanceId());
        p.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                String.valueOf(config.sessionMillis()));
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "1000");
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "500");
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), String.valueOf(64 << 20));
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), String.valueOf(16 << 20));
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "10000");
        // Longer than the longest slice plus its commit, short enough that a hung task does not hide resources for
        // long; no shorter than a pause that keeps the membership.
        p.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                String.valueOf(Math.max(TRANSACTION_MILLIS, config.sessionMillis())));
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), String.valueOf(256 * 1024));
        // A commit flushes, and nobody reads before it: one batch of a partition for each commit, and full ones early.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "1000");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), String.valueOf(128 << 20));
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                String.valueOf(Topics.MAX_RECORD_BYTES));
        return p;
    }

    @Override
    public boolean ready() {
        KafkaStreams here = streams;
        return here != null && here.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public String failure() {
        KafkaStreams here = streams;
        if (failure.isEmpty() && here != null && here.state() == KafkaStreams.State.ERROR) {
            return "streams-reconciler stopped for good; its log says why";
        }
        return failure;
    }

    @Override
    public void close() {
        KafkaStreams here = streams;
        KafkaStreamsMetrics metrics = streamsMetrics;
        if (metrics != null) {
            metrics.close();
        }
        if (here != null) {
            if (here.close(CLOSE)) {
                predecessor.forget();
            }
        }
    }
}
