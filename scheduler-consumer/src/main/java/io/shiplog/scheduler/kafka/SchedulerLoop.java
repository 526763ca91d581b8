package io.shiplog.scheduler.kafka;

import io.shiplog.scheduler.core.Output;
import io.shiplog.scheduler.core.SchedulerCore;
import io.shiplog.scheduler.core.SchedulerSettings;
import io.shiplog.scheduler.core.Seen;
import io.shiplog.schemas.kafka.KafkaSettings;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.SteadyClock;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * One life of the scheduler: reads resources from its checkpoint or from their start, and its replies from their end,
 * and sends commands.
 */
final class SchedulerLoop implements AutoCloseable {

    private static final byte[] POD_PREFIX = "/Pod/".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NODE_PREFIX = "/Node/".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NAMESPACE_PREFIX = "/Namespace/".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BUDGET_PREFIX = "policy/PodDisruptionBudget/".getBytes(StandardCharsets.UTF_8);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration CLOSE_TIME = Duration.ofSeconds(5);

    private final ClusterContext context;
    private final SchedulerConfig config;
    private final SchedulerMeters meters;
    private final Pace pace;
    private final SchedulerCore core;
    private final SchedulerCheckpoint checkpoint;
    private final SteadyClock clock = new SteadyClock();
    private final TopicPartition resources = new TopicPartition(Topics.RESOURCES.name(), 0);
    private final TopicPartition replies;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> sendFailure = new AtomicReference<>();
    private volatile boolean stopping;
    private volatile boolean placing;
    /** First offset of resources that the core has not taken in. */
    private long next;
    /** End of resources as of the moment all echoes were there; negative when nobody asks. */
    private long catchUpTo = -1;

    SchedulerLoop(ClusterContext context, SchedulerConfig config, String instance, SchedulerMeters meters) {
        this.context = context;
        this.config = config;
        this.meters = meters;
        this.pace = new Pace(config.podsPerCycle());
        int p = context.namespacePartitions();
        int replyPartition = Partitioning.of(instance, Topics.REPLIES.partitionCount(p));
        replies = new TopicPartition(Topics.REPLIES.name(), replyPartition);
        core = new SchedulerCore(
                new SchedulerSettings(config.schedulerName(), instance, p, replyPartition, config.configuration()));
        checkpoint = new SchedulerCheckpoint(SchedulerCheckpoint.file(context), System::currentTimeMillis);
        consumer = new KafkaConsumer<>(KafkaSettings.consumer(context.bootstrapServers(), instance, ""));
        producer = new KafkaProducer<>(KafkaSettings.producer(context.bootstrapServers(), instance));
    }

    /** Runs until {@link #stop}; throws when the broker refuses something or a record cannot be read. */
    void run() {
        try {
            consumer.assign(List.of(resources, replies));
            restore();
            consumer.seekToEnd(List.of(replies));
            // The end is looked up now, not at the first poll: no echo may slip by before it.
            consumer.position(replies);
            send(core.start(clock.now()));
            while (!stopping) {
                step();
            }
        } catch (WakeupException stopped) {
            if (!stopping) {
                throw stopped;
            }
        }
        if (placing) {
            checkpoint.finish(core, next);
        }
    }

    private void restore() {
        long begin = consumer.beginningOffsets(List.of(resources)).getOrDefault(resources, 0L);
        long end = consumer.endOffsets(List.of(resources)).getOrDefault(resources, 0L);
        next = checkpoint.restore(core, begin, end, clock.now());
        consumer.seek(resources, next);
    }

    private void step() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait(clock.now()))) {
            take(record);
        }
        next = consumer.position(resources);
        catchUp();
        Instant now = clock.now();
        // What is due takes longer the more pods wait, however many are tried, and says nothing about their attempts.
        send(core.cycle(0, now));
        long started = System.nanoTime();
        long before = attempts();
        List<Output> outputs = core.cycle(pace.pods(), now);
        pace.took(attempts() - before, System.nanoTime() - started);
        if (!outputs.isEmpty()) {
            meters.cycle.record(Duration.ofNanos(System.nanoTime() - started));
        }
        send(outputs);
        report();
        if (placing) {
            // Only one that has read to the end: an offset that lies days back would be taken for fresh.
            checkpoint.offer(core, next, now);
        }
    }

    private long attempts() {
        return core.placedCount() + core.failedCount();
    }

    private Duration wait(Instant now) {
        if (core.hasWork()) {
            return AT_ONCE;
        }
        Instant wake = core.nextWake();
        Duration idle = config.idlePoll();
        if (wake == null || wake.isAfter(now.plus(idle))) {
            return idle;
        }
        return wake.isAfter(now) ? Duration.between(now, wake) : AT_ONCE;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(replies.topic())) {
            if (record.value() != null
                    && context.codec().decode(Topics.REPLIES, record.value()) instanceof Reply reply) {
                send(core.onReply(reply, clock.now()));
            }
        } else if (!wanted(record.key())) {
            return;
        } else if (record.value() == null) {
            // Says nothing new, unless the final envelope before it was compacted away.
            core.onResource(Seen.gone(ObjectKey.parse(new String(record.key(), StandardCharsets.UTF_8))));
        } else if (context.codec().decode(Topics.RESOURCES, record.value()) instanceof ResourceEnvelope envelope) {
            core.onResource(Seen.of(envelope));
        }
    }

    /** Only what is scheduled by is decoded: keys start with the group and the kind. */
    private static boolean wanted(byte @Nullable [] key) {
        return starts(key, POD_PREFIX)
                || starts(key, NODE_PREFIX)
                || starts(key, NAMESPACE_PREFIX)
                || starts(key, BUDGET_PREFIX);
    }

    private static boolean starts(byte @Nullable [] key, byte[] prefix) {
        if (key == null || key.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (key[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private void catchUp() {
        if (!core.wantsToCatchUp()) {
            catchUpTo = -1;
            return;
        }
        if (catchUpTo < 0) {
            catchUpTo = consumer.endOffsets(List.of(resources)).getOrDefault(resources, 0L);
        }
        if (next >= catchUpTo) {
            core.caughtUp();
            catchUpTo = -1;
        }
    }

    private void send(List<Output> outputs) {
        for (Output output : outputs) {
            byte[] key = output.key().getBytes(StandardCharsets.UTF_8);
            byte[] value = context.codec().encode(Topics.COMMANDS, output.record());
            // The callback hears of a failure; the loop ends at the next send.
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(Topics.COMMANDS.name(), output.partition(), key, value), (sent, error) -> {
                        if (error != null) {
                            sendFailure.compareAndSet(null, error);
                        }
                    });
        }
        Exception failed = sendFailure.get();
        if (failed != null) {
            throw new IllegalStateException("commands could not be sent", failed);
        }
    }

    private void report() {
        placing = core.placing();
        meters.placed.set(core.placedCount());
        meters.failed.set(core.failedCount());
        meters.active.set(core.queue().activeCount());
        meters.backOff.set(core.queue().backOffCount());
        meters.unschedulable.set(core.queue().unschedulableCount());
        meters.assumed.set(core.assumedCount());
        OptionalLong lag = consumer.currentLag(resources);
        meters.lag.set(lag.orElse(0));
    }

    boolean placing() {
        return placing;
    }

    /** Ends {@link #run} from another thread. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        checkpoint.close();
        producer.close(CLOSE_TIME);
        consumer.close(CloseOptions.timeout(CLOSE_TIME));
    }
}
