package io.shiplog.logs.topology;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.shiplog.logs.export.Exposition;
import io.shiplog.logs.rollup.RollupConfig;
import io.shiplog.logs.rollup.RollupStreams;
import io.shiplog.logs.window.LiveUse;
import io.shiplog.logs.window.MetricsDocuments;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.internal.InternalPaths;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples: what is used now, of all nodes, in memory for {@code kubectl top} and Prometheus; and the windows over time,
 * which Kafka Streams makes. The first is read by every log-aggregator whole, the second is shared out among them.
 */
final class MetricsPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsPart.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ClusterContext context;
    private final LiveUse live;
    private final RollupStreams rollups;
    private final Counter samples;
    private final Counter undecodable;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::run, "metrics-reader");
    private volatile boolean ready;
    private volatile boolean closing;
    private volatile String failure = "";

    /** Not started yet. */
    MetricsPart(ClusterContext context, LogsConfig config) {
        this.context = context;
        this.live = new LiveUse(config.samples());
        this.rollups = new RollupStreams(context, RollupConfig.standard(config.samples()));
        this.samples = context.metrics().counter("shiplog.metrics.samples");
        this.undecodable = context.metrics().counter("shiplog.metrics.live.undecodable");
        context.metrics().gauge("shiplog.metrics.live.subjects", live, LiveUse::size);
        this.consumer = new KafkaConsumer<>(KafkaSettings.consumer(context.bootstrapServers(), "metrics-reader", ""));
        reader.setDaemon(true);
    }

    @Override
    public Map<String, InternalServer.Route> routes() {
        return Map.of(
                InternalPaths.POD_METRICS, (vertx, request) -> answer(request, pods(request)),
                InternalPaths.NODE_METRICS, (vertx, request) -> answer(request, nodes(request)));
    }

    private ObjectNode pods(HttpServerRequest request) {
        String namespace = InternalServer.parameter(request, "namespace");
        String name = InternalServer.parameter(request, "name");
        synchronized (live) {
            return MetricsDocuments.pods(live.pods(now()), namespace, name);
        }
    }

    private ObjectNode nodes(HttpServerRequest request) {
        synchronized (live) {
            return MetricsDocuments.nodes(live.nodes(now()), InternalServer.parameter(request, "name"));
        }
    }

    private static void answer(HttpServerRequest request, ObjectNode document) {
        var unused = request.response()
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(Json.bytes(document)));
    }

    @Override
    public String exposition() {
        synchronized (live) {
            return Exposition.text(live.pods(now()), live.nodes(now()));
        }
    }

    @Override
    public void start() {
        reader.start();
        rollups.start();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String failure() {
        return failure.isEmpty() ? rollups.failure() : failure;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        rollups.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            boolean placed = false;
            while (!closing) {
                try {
                    placed = placed || place();
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        take(record);
                    }
                    ready = true;
                } catch (WakeupException e) {
                    return;
                } catch (KafkaException e) {
                    LOG.warn("samples cannot be read and will be tried again: {}", e.toString());
                }
            }
        } catch (RuntimeException e) {
            failure = "log-aggregator no longer reads samples: " + e;
            LOG.error(failure, e);
        }
    }

    /** At what was appended within the last minute: older samples are of nobody who lives. */
    private boolean place() {
        long from = now() - LiveUse.GONE_MILLIS;
        Map<TopicPartition, Long> times = new HashMap<>();
        consumer.partitionsFor(Topics.METRICS.name())
                .forEach(info -> times.put(new TopicPartition(info.topic(), info.partition()), from));
        consumer.assign(times.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(times.keySet());
        consumer.offsetsForTimes(times)
                .forEach((partition, found) ->
                        consumer.seek(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
        return true;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (context.codec().decode(Topics.METRICS, record.value()) instanceof MetricBatch batch) {
                samples.increment(batch.getSamples().size());
                synchronized (live) {
                    live.add(batch, record.timestamp());
                }
            }
        } catch (UndecodableRecordException e) {
            undecodable.increment();
            LOG.warn("{}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
