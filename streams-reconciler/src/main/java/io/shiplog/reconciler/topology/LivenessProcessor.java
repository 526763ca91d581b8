package io.shiplog.reconciler.topology;

import io.shiplog.reconciler.liveness.LivenessConfig;
import io.shiplog.reconciler.liveness.LivenessWatch;
import io.shiplog.reconciler.liveness.LivenessWatch.Watched;
import io.shiplog.reconciler.liveness.NodeBatches;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.record.HeartbeatBatch;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heartbeats in, verdicts out: binds {@link LivenessWatch} to its topic, store and clock. */
final class LivenessProcessor implements Processor<byte[], byte[], byte[], Routed> {

    private static final Logger LOG = LoggerFactory.getLogger(LivenessProcessor.class);

    private final ClusterContext cluster;
    private final LivenessConfig config;
    private @Nullable ProcessorContext<byte[], Routed> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private @Nullable LivenessWatch watch;
    private @Nullable Cancellable alarm;

    LivenessProcessor(ClusterContext cluster, LivenessConfig config) {
        this.cluster = cluster;
        this.config = config;
    }

    @Override
    public void init(ProcessorContext<byte[], Routed> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> opened = context.getStateStore(StoreNames.NODES);
        this.store = opened;
        long now = context.currentSystemTimeMs();
        LivenessWatch fresh = new LivenessWatch(config, now);
        try (KeyValueIterator<Bytes, byte[]> all = opened.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                String[] parts = new String(entry.value, StandardCharsets.UTF_8).split(" ", 4);
                String node = new String(entry.key.get(), StandardCharsets.UTF_8);
                fresh.load(
                        new Watched(
                                node,
                                Long.parseLong(parts[0]),
                                Boolean.parseBoolean(parts[1]),
                                Boolean.parseBoolean(parts[2]),
                                parts.length > 3 ? parts[3] : ""),
                        now);
            }
        }
        watch = fresh;
        setAlarm(context, fresh, now);
    }

    /** Streams commits after each punctuation, so there is none while heartbeats come. */
    private void setAlarm(ProcessorContext<byte[], Routed> at, LivenessWatch here, long nowMillis) {
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = at.schedule(
                Duration.ofMillis(Math.max(1, here.nextLookMillis() - nowMillis)),
                PunctuationType.WALL_CLOCK_TIME,
                millis -> {
                    send(here.tick(millis), millis);
                    setAlarm(at, here, millis);
                });
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        LivenessWatch here = watch;
        ProcessorContext<byte[], Routed> at = context;
        if (here == null || at == null || record.value() == null) {
            return;
        }
        try {
            HeartbeatBatch batch = (HeartbeatBatch) cluster.codec().decode(Topics.NODE_HEARTBEATS, record.value());
            long now = at.currentSystemTimeMs();
            send(here.heard(batch, now), record.timestamp());
            setAlarm(at, here, now);
        } catch (UndecodableRecordException e) {
            LOG.warn("A record on {} is no heartbeat: {}", Topics.NODE_HEARTBEATS.name(), e.getMessage());
            at.recordMetadata().ifPresent(place -> {
                byte[] value = cluster.codec()
                        .encode(Topics.QUARANTINE, Quarantine.of(place, record, String.valueOf(e.getMessage())));
                byte[] key = Quarantine.key(place).getBytes(StandardCharsets.UTF_8);
                at.forward(new Record<>(key, new Routed(Topics.QUARANTINE.name(), 0, value), record.timestamp()));
            });
        }
    }

    private void send(List<SpecificRecord> commands, long timestamp) {
        ProcessorContext<byte[], Routed> at = context;
        KeyValueStore<Bytes, byte[]> into = store;
        LivenessWatch here = watch;
        if (at == null || into == null || here == null) {
            return;
        }
        int partition = Partitioning.of("", cluster.namespacePartitions());
        for (SpecificRecord command : NodeBatches.of(commands)) {
            byte[] value = cluster.codec().encode(Topics.COMMANDS, command);
            at.forward(new Record<>(new byte[0], new Routed(Topics.COMMANDS.name(), partition, value), timestamp));
        }
        for (Watched node : here.drain()) {
            String value = node.epoch() + " " + node.silent() + " " + node.ready() + " " + node.asking();
            into.put(Bytes.wrap(node.node().getBytes(StandardCharsets.UTF_8)), value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
