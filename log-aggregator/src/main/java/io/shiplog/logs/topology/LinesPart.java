package io.shiplog.logs.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.shiplog.logs.query.LogRoutes;
import io.shiplog.logs.query.Workers;
import io.shiplog.logs.store.Arrived;
import io.shiplog.logs.store.LogStore;
import io.shiplog.logs.store.StoreLimits;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines: one thread carries the topic {@code logs} into a store on the disk, others answer from there. A disk that
 * takes nothing holds the reading back; the topic keeps what comes meanwhile, within its own retention.
 */
final class LinesPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(LinesPart.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /**
     * A node's batch has up to 256 kB, and compresses to little: what one poll brings is bounded by its number of
     * records.
     */
    private static final int POLL_RECORDS_MAX = 32;
    /** A partition of which this much waits is not read on meanwhile, the others are. */
    private static final int WAITING_BYTES_MAX = 1024 * 1024;

    private static final long TEND_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 1_000;
    /** Threads that read files for those who ask, and how many pieces may wait for them. */
    private static final int READERS = 4;

    private static final int READS_MAX = 10_000;
    private static final int SEARCHERS = 2;
    private static final int SEARCHES_MAX = 64;

    private final ClusterContext context;
    private final LogStore store;
    private final Workers readers = new Workers("log-reads", READERS, READS_MAX);
    private final Workers searchers = new Workers("log-searches", SEARCHERS, SEARCHES_MAX);
    private final Counter lines;
    private final Counter bytes;
    private final Counter dropped;
    private final Counter undecodable;
    private final Counter expired;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::run, "log-aggregator");
    private final Map<Integer, Long> next = new HashMap<>();
    private final Turns turns = new Turns();
    private Map<TopicPartition, Long> ends = Map.of();
    private long tendMillis;
    private boolean changed;
    /** Records were read and could not be written: the offsets must not be kept. */
    private boolean behind;

    private volatile long lag;
    private volatile boolean ready;
    private volatile boolean closing;
    private volatile String failure = "";

    /** Opens the store; throws UncheckedIOException when its directory cannot be used. */
    LinesPart(ClusterContext context, LogsConfig config) {
        this.context = context;
        this.store = open(context, StoreLimits.of(config.storeBytes(), config.storeHours()));
        MeterRegistry meters = context.metrics();
        this.lines = meters.counter("shiplog.logs.lines");
        this.bytes = meters.counter("shiplog.logs.bytes");
        this.dropped = meters.counter("shiplog.logs.dropped");
        this.undecodable = meters.counter("shiplog.logs.undecodable");
        this.expired = meters.counter("shiplog.logs.store.expired.files");
        FunctionCounter.builder("shiplog.logs.doubles", store, LogStore::doubles)
                .description("lines that came again and were left out")
                .register(meters);
        Gauge.builder("shiplog.logs.lag", () -> lag)
                .description("records of the topic that are not in the store yet")
                .register(meters);
        Gauge.builder("shiplog.logs.store.bytes", store, LogStore::bytes).register(meters);
        Gauge.builder("shiplog.logs.store.runs", store, LogStore::runs)
                .description("runs of containers of which lines are kept or a gap is known")
                .register(meters);
        Properties settings = KafkaSettings.consumer(context.bootstrapServers(), "log-aggregator", "");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(POLL_RECORDS_MAX));
        this.consumer = new KafkaConsumer<>(settings);
        reader.setDaemon(true);
    }

    /** Lines of another cluster that had this directory before are nobody's. */
    private static LogStore open(ClusterContext context, StoreLimits limits) {
        Path all = context.dataDir().resolve("lines");
        Path own = all.resolve(context.clusterId());
        try {
            Files.createDirectories(own);
            try (Stream<Path> others = Files.list(all)) {
                for (Path other : others.filter(dir -> !dir.equals(own)).toList()) {
                    delete(other);
                }
            }
            return LogStore.open(own, limits);
        } catch (IOException e) {
            throw new UncheckedIOException("lines cannot be kept in " + own + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> found = Files.walk(dir)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public Map<String, InternalServer.Route> routes() {
        return new LogRoutes(store, readers, searchers).all();
    }

    @Override
    public void start() {
        reader.start();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readers.close();
        searchers.close();
        store.close();
    }

    private void run() {
        try (consumer) {
            boolean placed = false;
            while (!closing) {
                try {
                    placed = placed || place();
                    take(consumer.poll(turns.isEmpty() ? POLL : Duration.ZERO));
                    write();
                    tend();
                } catch (WakeupException e) {
                    LOG.debug("closing");
                } catch (KafkaException e) {
                    LOG.warn("lines cannot be read and will be tried again: {}", e.toString());
                    pause();
                }
            }
            keep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = "log-aggregator no longer keeps lines: " + e;
            LOG.error(failure, e);
        }
    }

    private boolean place() {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.LOGS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            long kept = store.offsets().getOrDefault(partition.partition(), begin);
            long from = kept > end ? begin : Math.max(begin, kept);
            next.put(partition.partition(), from);
            consumer.seek(partition, from);
        }
        return true;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            next.put(record.partition(), record.offset() + 1);
            turns.add(record);
        }
    }

    /** One container's turn; between two of them the topic is looked at, for those that have written meanwhile. */
    private void write() throws InterruptedException {
        List<Arrived> arrived = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : turns.next()) {
            try {
                if (context.codec().decode(Topics.LOGS, record.value()) instanceof LogBatch batch) {
                    arrived.add(new Arrived(record.partition(), record.offset(), record.timestamp(), batch));
                    count(batch);
                }
            } catch (UndecodableRecordException e) {
                undecodable.increment();
                LOG.warn("{}-{}@{}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            }
        }
        changed |= !arrived.isEmpty();
        while (!arrived.isEmpty() && !closing) {
            try {
                store.append(arrived);
                arrived = List.of();
            } catch (IOException e) {
                LOG.warn("lines cannot be written and wait in the topic: {}", e.toString());
                pause();
            }
        }
        behind = !arrived.isEmpty();
        holdBack();
        look();
    }

    private void holdBack() {
        for (TopicPartition partition : consumer.assignment()) {
            boolean paused = consumer.paused().contains(partition);
            boolean much = turns.bytes(partition.partition()) > WAITING_BYTES_MAX;
            if (much && !paused) {
                consumer.pause(List.of(partition));
            } else if (paused && !much) {
                consumer.resume(List.of(partition));
            }
        }
    }

    private void count(LogBatch batch) {
        lines.increment(batch.getLines().size());
        long sum = 0;
        for (LogLine line : batch.getLines()) {
            sum += line.getText().remaining();
        }
        bytes.increment(sum);
        dropped.increment(batch.getDropped());
    }

    private void look() {
        long records = 0;
        for (TopicPartition partition : consumer.assignment()) {
            records += Math.max(0, consumer.currentLag(partition).orElse(0));
        }
        lag = records + turns.size();
        if (!ready && turns.isEmpty()) {
            ready = ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        }
    }

    /** Cleans up and writes the checkpoint, every few seconds. */
    private void tend() {
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        if (now - tendMillis >= TEND_MILLIS) {
            tendMillis = now;
            keep();
        }
    }

    private void keep() {
        try {
            int gone = store.clean(System.currentTimeMillis());
            expired.increment(gone);
            if ((changed || gone > 0) && !behind) {
                Map<Integer, Long> written = new HashMap<>();
                next.forEach((partition, read) -> written.put(partition, turns.done(partition, read)));
                store.keep(written);
                changed = false;
            }
        } catch (IOException e) {
            LOG.warn("the store of lines cannot be tended and will be tried again: {}", e.toString());
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(RETRY_MILLIS);
    }
}
