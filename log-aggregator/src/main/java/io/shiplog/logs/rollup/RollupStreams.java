package io.shiplog.logs.rollup;

import io.micrometer.core.instrument.Gauge;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link RollupTopology}. At least once is enough: a row stands under a key that names its subject and window, so
 * that what is published twice replaces itself, and whoever sums rows up does so by pod.
 */
public final class RollupStreams implements AutoCloseable {

    /** application.id; part of the names of its changelogs. */
    public static final String APPLICATION = "shiplog-metrics";

    private static final Logger LOG = LoggerFactory.getLogger(RollupStreams.class);
    /** Pause before a failed thread is replaced, so that a fault that stays does not become a hot loop. */
    private static final long REPLACE_BACKOFF_MILLIS = 1_000;

    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final ClusterContext cluster;
    private final RollupConfig config;
    private @Nullable KafkaStreams streams;
    private volatile String failure = "";

    /** Not started yet. */
    public RollupStreams(ClusterContext cluster, RollupConfig config) {
        this.cluster = cluster;
        this.config = config;
    }

    /** Starts and returns without waiting for partitions. */
    public void start() {
        RollupMeters meters = new RollupMeters(cluster.metrics());
        KafkaStreams starting = new KafkaStreams(RollupTopology.build(cluster.codec(), meters, config), settings());
        starting.setUncaughtExceptionHandler(this::onException);
        Gauge.builder("shiplog.metrics.rollups.running", starting, s -> s.state() == KafkaStreams.State.RUNNING ? 1 : 0)
                .description("1 while windows are made")
                .register(cluster.metrics());
        streams = starting;
        starting.start();
    }

    private StreamThreadExceptionResponse onException(Throwable cause) {
        LOG.error("a thread that makes windows failed and is replaced; samples stay in the log", cause);
        if (cause instanceof VirtualMachineError) {
            failure = "metrics windows stopped: " + cause;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        try {
            Thread.sleep(REPLACE_BACKOFF_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private Properties settings() {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        p.put(
                StreamsConfig.STATE_DIR_CONFIG,
                cluster.dataDir()
                        .resolve("metrics")
                        .resolve(cluster.clusterId())
                        .toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        // Windows are of a minute: nothing is gained by committing or polling more often.
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "5000");
        p.put(StreamsConfig.POLL_MS_CONFIG, "500");
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "-1"); // the broker's default.replication.factor
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "false");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "6000");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "1500");
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), "500");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), "20");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                String.valueOf(Topics.MAX_RECORD_BYTES));
        return p;
    }

    /** Why it is broken and will not recover by itself, or the empty string. */
    public String failure() {
        KafkaStreams here = streams;
        if (failure.isEmpty() && here != null && here.state() == KafkaStreams.State.ERROR) {
            return "metrics windows stopped for good; the log says why";
        }
        return failure;
    }

    @Override
    public void close() {
        if (streams != null) {
            streams.close(CLOSE);
        }
    }
}
