package io.shiplog.logs.rollup;

import io.shiplog.logs.window.SampleWindows;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.record.MetricBatch;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition of {@code metrics}: {@link SampleWindows} of its nodes. */
final class SampleProcessor implements Processor<byte[], byte[], byte[], MetricRollup> {

    private static final Logger LOG = LoggerFactory.getLogger(SampleProcessor.class);

    private final RecordCodec codec;
    private final RollupMeters meters;
    private final RollupConfig config;
    private SampleWindows windows;
    private @Nullable ProcessorContext<byte[], MetricRollup> context;
    private @Nullable RecentRecords recent;

    SampleProcessor(RecordCodec codec, RollupMeters meters, RollupConfig config) {
        this.codec = codec;
        this.meters = meters;
        this.config = config;
        this.windows = new SampleWindows(config.bounds());
    }

    @Override
    public void init(ProcessorContext<byte[], MetricRollup> newContext) {
        context = newContext;
        KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(RollupTopology.SAMPLES_STORE);
        // The window that is open, its grace, and the sample before it from which the first rate counts.
        long keep = 2 * config.bounds().windowMillis() + config.bounds().graceMillis();
        RecentRecords kept = new RecentRecords(store, keep);
        recent = kept;
        windows = new SampleWindows(config.bounds());
        kept.replay((value, time) -> {
            MetricBatch batch = read(value);
            if (batch != null) {
                windows.add(batch, time);
            }
        });
        newContext.schedule(config.lookEvery(), PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<byte[], MetricRollup> here = need(context);
        MetricBatch batch = record.value() == null ? null : read(record.value());
        if (batch == null) {
            meters.undecodable();
            return;
        }
        meters.taken(windows.add(batch, record.timestamp()));
        long offset = here.recordMetadata().orElseThrow().offset();
        need(recent).add(offset, record.timestamp(), record.value());
    }

    private void look(long nowMillis) {
        ProcessorContext<byte[], MetricRollup> here = need(context);
        List<MetricRollup> rows = windows.due(nowMillis);
        rows.forEach(row -> here.forward(new Record<>(RollupTopology.key(row), row, nowMillis)));
        meters.published(rows.size());
        need(recent).expire(nowMillis);
    }

    private @Nullable MetricBatch read(byte[] value) {
        try {
            return codec.decode(Topics.METRICS, value) instanceof MetricBatch batch ? batch : null;
        } catch (UndecodableRecordException e) {
            LOG.warn("a record of {} is left out: {}", Topics.METRICS.name(), e.getMessage());
            return null;
        }
    }

    static <T> T need(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not initialised");
        }
        return part;
    }
}
