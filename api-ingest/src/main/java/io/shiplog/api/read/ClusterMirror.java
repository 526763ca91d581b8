package io.shiplog.api.read;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.Kinds;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link ResourceView} equal to one of the two topics of objects: {@code resources} or {@code events}. */
public final class ClusterMirror implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMirror.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long CHECKPOINT_EVERY_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final long RETRY_MILLIS = 1_000;
    /** Below this much of the compaction lag the past may have holes; a margin for clocks that differ. */
    private static final long WHOLE_PAST_MILLIS = Topics.WINDOW_MILLIS - TimeUnit.HOURS.toMillis(1);
    /** Kubernetes Events that stay readable; older ones are in the topic. */
    private static final int EVENTS_MAX = 100_000;
    /** A start reads no more of their topic: the newest lie at its end, and some of them more than once. */
    private static final int EVENTS_READ_MAX = 2 * EVENTS_MAX;

    private final ClusterContext context;
    private final Topic topic;
    private final List<Kind> kinds;
    private final ResourceView view;
    private SliceGate gate = new SliceGate();
    private final Checkpoint checkpoint;
    private final Thread thread;
    private final Timer delay;
    private volatile boolean closed;
    private volatile boolean loaded;
    private volatile @Nullable ClusterMirror next;
    private volatile String failure = "";
    private volatile long behind;
    private long checkpointDue;

    public ClusterMirror(ClusterContext context, Topic topic, ResourceView view) {
        this.context = context;
        this.topic = topic;
        this.view = view;
        boolean events = topic.name().equals(Topics.EVENTS.name());
        this.kinds =
                Kinds.all().stream().filter(k -> k.uncachedTopic() == events).toList();
        this.checkpoint = new Checkpoint(context, topic);
        this.thread = new Thread(this::run, "api-ingest-mirror-" + topic.name());
        thread.setDaemon(true);
        this.delay = Timer.builder("shiplog.api.mirror.delay")
                .description("from a record's append to its being visible")
                .tag("topic", topic.name())
                .publishPercentileHistogram()
                .register(context.metrics());
        Gauge.builder("shiplog.api.mirror.behind", this, m -> m.behind)
                .description("records that are in the log and not in the view")
                .tag("topic", topic.name())
                .register(context.metrics());
    }

    public void start() {
        thread.start();
    }

    /** The same, and another one when this one has read what was there at its start: the more important goes first. */
    public void startBefore(ClusterMirror other) {
        next = other;
        thread.start();
    }

    /** True once everything that was in the log at the start is in the view. */
    public boolean loaded() {
        return loaded;
    }

    /** Why it reads no further, or empty. */
    public String failure() {
        return failure;
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (UndecodableRecordException | IllegalArgumentException e) {
                failure = "cannot read " + topic.name() + " past offset " + view.next() + ": " + e.getMessage();
                LOG.error(failure, e);
                return;
            } catch (KafkaException e) {
                LOG.warn("reading {} failed, trying again: {}", topic.name(), e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                KafkaSettings.consumer(context.bootstrapServers(), "api-ingest-mirror-" + topic.name(), ""))) {
            Threads.untilInterrupted(() -> follow(consumer, partition));
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        gate = new SliceGate();
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seek(partition, from(consumer, partition, end));
        checkpointDue = System.currentTimeMillis() + CHECKPOINT_EVERY_MILLIS;
        while (!closed) {
            take(consumer, partition);
            if (!loaded && view.next() >= end) {
                view.settle();
                loaded = true;
                LOG.info("view of {} holds everything below offset {}", topic.name(), view.next());
                startNext();
            }
            keep();
        }
    }

    private void startNext() {
        ClusterMirror waits = next;
        if (waits != null) {
            waits.start();
        }
    }

    /** Where to read on: behind what the view holds, behind a checkpoint, or at the log's beginning. */
    private long from(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        if (view.next() > 0) {
            return view.next();
        }
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        Checkpoint.Loaded kept = checkpoint.read(begin, end, System.currentTimeMillis());
        if (kept == null) {
            long from = topic.name().equals(Topics.EVENTS.name()) ? Math.max(begin, end - EVENTS_READ_MAX) : begin;
            view.raiseFloor(from - 1);
            return from;
        }
        view.restore(kept.objects(), kept.last(), kept.next());
        return kept.next();
    }

    private void take(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        long newest = 0;
        long whole = System.currentTimeMillis() - WHOLE_PAST_MILLIS;
        long holes = -1;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record, record.timestamp() >= whole);
            newest = record.timestamp();
            if (newest < whole) {
                holes = record.offset();
            }
        }
        List<Update> updates = gate.release();
        view.publish(updates, gate.firstHeld(consumer.position(partition)));
        trim();
        if (holes >= 0) {
            view.raiseFloor(holes);
        }
        behind = consumer.currentLag(partition).orElse(0);
        if (loaded && newest > 0) {
            delay.record(Math.max(0, System.currentTimeMillis() - newest), TimeUnit.MILLISECONDS);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, boolean whole) {
        if (record.value() == null) {
            Update removal = forgotten(new String(record.key(), StandardCharsets.UTF_8), record.offset());
            if (removal != null) {
                gate.add(removal, null, whole);
            }
            return;
        }
        ResourceEnvelope envelope = (ResourceEnvelope) context.codec().decode(topic, record.value());
        Kind kind = Kinds.find(envelope.getGroup(), envelope.getKind());
        if (kind == null) {
            LOG.warn("{} at offset {} has the unknown kind {}", topic.name(), record.offset(), envelope.getKind());
            gate.skip(envelope.getSlice(), whole);
            return;
        }
        gate.add(
                new Update(kind, Envelopes.object(envelope), record.offset(), envelope.getRemoved()),
                envelope.getSlice(),
                whole);
    }

    /**
     * A tombstone says nothing new, unless its final envelope was compacted away and the object is still in the view.
     */
    private @Nullable Update forgotten(String encoded, long offset) {
        if (topic.name().equals(Topics.EVENTS.name())) {
            return null;
        }
        ObjectKey key = ObjectKey.parse(encoded);
        Kind kind = Kinds.find(key.group(), key.kind());
        Stored left = kind == null || loaded ? null : view.get(kind, key.namespace(), key.name());
        return kind == null || left == null ? null : new Update(kind, left.object(), offset, true);
    }

    private void keep() {
        if (System.currentTimeMillis() < checkpointDue) {
            return;
        }
        checkpointDue = System.currentTimeMillis() + CHECKPOINT_EVERY_MILLIS;
        ResourceView.Contents contents = view.contents(kinds);
        Thread writer = new Thread(() -> write(contents), "api-ingest-checkpoint-" + topic.name());
        writer.setDaemon(true);
        writer.start();
    }

    /** Lets the oldest Events go once there are too many of them. */
    private void trim() {
        for (Kind kind : kinds) {
            if (kind.uncachedTopic() && view.count(kind) > EVENTS_MAX) {
                view.keepNewest(kind, EVENTS_MAX);
            }
        }
    }

    private synchronized void write(ResourceView.Contents contents) {
        try {
            checkpoint.write(contents, System.currentTimeMillis());
        } catch (IOException | RuntimeException e) { // only a cache: without it the next start reads the topic
            LOG.warn("cannot keep the view of {}: {}", topic.name(), e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Threads.join(thread);
        if (loaded && failure.isEmpty()) {
            write(view.contents(kinds));
        }
    }
}
