package io.shiplog.logs.rollup;

import io.shiplog.logs.window.WorkloadWindows;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.record.MetricRollup;
import io.shiplog.schemas.topic.Topics;
import java.time.Duration;
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

/** One partition of {@code metrics-rollups}: {@link WorkloadWindows} of its namespaces. */
final class WorkloadProcessor implements Processor<byte[], byte[], byte[], MetricRollup> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkloadProcessor.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final RecordCodec codec;
    private final RollupMeters meters;
    private WorkloadWindows windows = new WorkloadWindows();
    private @Nullable ProcessorContext<byte[], MetricRollup> context;
    private @Nullable RecentRecords recent;

    WorkloadProcessor(RecordCodec codec, RollupMeters meters) {
        this.codec = codec;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<byte[], MetricRollup> newContext) {
        context = newContext;
        KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(RollupTopology.ROWS_STORE);
        RecentRecords kept = new RecentRecords(store, WorkloadWindows.KEEP_MILLIS);
        recent = kept;
        windows = new WorkloadWindows();
        kept.replay((value, time) -> {
            MetricRollup row = read(value);
            if (row != null) {
                windows.add(row, time);
            }
        });
        newContext.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        MetricRollup row = record.value() == null ? null : read(record.value());
        if (row == null) {
            meters.undecodable();
        } else if (!WorkloadWindows.concerns(row)) {
            return;
        } else if (windows.add(row, record.timestamp())) {
            long offset =
                    SampleProcessor.need(context).recordMetadata().orElseThrow().offset();
            SampleProcessor.need(recent).add(offset, record.timestamp(), record.value());
        } else {
            meters.lateRow();
        }
    }

    private void look(long nowMillis) {
        ProcessorContext<byte[], MetricRollup> here = SampleProcessor.need(context);
        List<MetricRollup> rows = windows.due(nowMillis);
        rows.forEach(row -> here.forward(new Record<>(RollupTopology.key(row), row, nowMillis)));
        meters.published(rows.size());
        SampleProcessor.need(recent).expire(nowMillis);
    }

    private @Nullable MetricRollup read(byte[] value) {
        try {
            return codec.decode(Topics.METRICS_ROLLUPS, value) instanceof MetricRollup row ? row : null;
        } catch (UndecodableRecordException e) {
            LOG.warn("a record of {} is left out: {}", Topics.METRICS_ROLLUPS.name(), e.getMessage());
            return null;
        }
    }
}
