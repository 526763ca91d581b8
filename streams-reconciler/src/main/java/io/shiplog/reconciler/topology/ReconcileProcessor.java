package io.shiplog.reconciler.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.shiplog.reconciler.admit.Admission;
import io.shiplog.reconciler.controller.Controllers;
import io.shiplog.reconciler.engine.Alarm;
import io.shiplog.reconciler.engine.Input;
import io.shiplog.reconciler.engine.Out;
import io.shiplog.reconciler.engine.ReconcileEngine;
import io.shiplog.reconciler.engine.SliceResult;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.codec.RecordCodec;
import io.shiplog.schemas.codec.UndecodableRecordException;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The only processor with behaviour: decodes a record, lets the engine work on it, writes what came of it to the store
 * and
 * forwards it, all in the task's transaction. The state on the heap is the store's content: {@link #init} takes it over
 * whenever Streams has restored it, at the start and after an abort.
 */
final class ReconcileProcessor implements Processor<byte[], byte[], byte[], Routed> {

    private final ClusterContext cluster;
    private final ReconcilerConfig config;
    private final ResourceImport resourceImport;
    private final HandoverStores stores;
    private final RecordCodec codec;
    private final Timer sliceTime;
    private final Timer hopLatency;
    private final Counter quarantined;
    private @Nullable ProcessorContext<byte[], Routed> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private @Nullable ClusterState state;
    private @Nullable ReconcileEngine engine;
    /** Rings once, at {@link #ringsAtMillis}; nothing is set while no timer is: each look is a commit of the task. */
    private @Nullable Cancellable bell;

    private long ringsAtMillis;
    private @Nullable Alarm alarm;

    ReconcileProcessor(
            ClusterContext cluster, ReconcilerConfig config, ResourceImport resourceImport, HandoverStores stores) {
        this.cluster = cluster;
        this.config = config;
        this.resourceImport = resourceImport;
        this.stores = stores;
        this.codec = cluster.codec();
        this.sliceTime = Timer.builder("shiplog.reconciler.slice")
                .description("Time that the engine and the encoding of its records take for one input")
                .publishPercentiles(0.5, 0.99)
                .register(cluster.metrics());
        this.hopLatency = Timer.builder("shiplog.reconciler.hop")
                .description("From the broker's append time of an input to the moment it is taken up")
                .publishPercentiles(0.5, 0.99)
                .register(cluster.metrics());
        this.quarantined = Counter.builder("shiplog.reconciler.quarantined").register(cluster.metrics());
    }

    @Override
    public void init(ProcessorContext<byte[], Routed> context) {
        this.context = context;
        KeyValueStore<Bytes, byte[]> opened = context.getStateStore(StoreNames.STATE);
        this.store = opened;
        ClusterState state = loaded(context.taskId());
        boolean imported = state.isEmpty() && imported(state, opened);
        ReconcileEngine fresh =
                new ReconcileEngine(cluster.clusterId(), state, Controllers.all(), new Admission(config.admission()));
        if (imported) {
            fresh.wakeAll();
        }
        state.drain().rows().forEach(this::putRow);
        this.engine = fresh;
        this.alarm = new Alarm(fresh, steadyMillis()); // a Tick whose transaction was aborted is sent again
        if (bell != null) {
            bell.cancel(); // of the task's life before an abort; nobody else would
            bell = null;
        }
        setBell();
    }

    /** What Streams has restored, or, when it only resumes the task, the state that is here. */
    private ClusterState loaded(TaskId task) {
        ClusterState fresh = new ClusterState(task.partition(), cluster.namespacePartitions());
        boolean restored = stores.of(task).handOver((key, value) -> load(fresh, key, value));
        ClusterState known = state;
        ClusterState now = restored || known == null ? fresh : known;
        state = now;
        return now;
    }

    /** An import that broke off leaves nothing: init is called again, and half a state would pass for a whole one. */
    private boolean imported(ClusterState empty, KeyValueStore<Bytes, byte[]> opened) {
        try {
            return resourceImport.into(empty, opened);
        } catch (RuntimeException e) {
            state = null;
            throw e;
        }
    }

    private void load(ClusterState into, byte[] encodedKey, byte[] value) {
        String key = new String(encodedKey, StandardCharsets.UTF_8);
        if (key.startsWith(StoreNames.OBJECT)) {
            into.load(KubeObject.withPodFacts((ResourceEnvelope) codec.decode(Topics.RESOURCES, value)));
        } else if (key.startsWith(StoreNames.FACT)) {
            into.load((ClusterFact) codec.decode(Topics.COMMANDS, value));
        } else if (key.startsWith(StoreNames.MEMBER)) {
            into.members().load(key.substring(StoreNames.MEMBER.length()), codec.decode(Topics.COMMANDS, value));
        } else {
            into.rows().load(key.substring(StoreNames.ROW.length()), new String(value, StandardCharsets.UTF_8));
        }
    }

    /** Sets the bell for the earliest timer, unless it rings by then anyway. */
    private void setBell() {
        long now = steadyMillis();
        long wait = started(alarm).waitMillis(now);
        if (wait == Long.MAX_VALUE || (bell != null && ringsAtMillis <= now + wait)) {
            return;
        }
        if (bell != null) {
            bell.cancel();
        }
        ringsAtMillis = now + wait;
        bell = started(context)
                .schedule(Duration.ofMillis(Math.max(1, wait)), PunctuationType.WALL_CLOCK_TIME, this::rings);
    }

    private void rings(long wallClockMillis) {
        if (bell != null) {
            bell.cancel();
            bell = null;
        }
        Out tick = started(alarm).ring(steadyMillis());
        if (tick != null) {
            forward(tick, wallClockMillis);
        }
        setBell();
    }

    /**
     * A clock that never jumps: timers are measured from the last input, not compared with a wall clock that may be
     * set.
     */
    private static long steadyMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long start = System.nanoTime();
        RecordMetadata at = started(context).recordMetadata().orElseThrow();
        long age = Math.max(0, System.currentTimeMillis() - record.timestamp());
        hopLatency.record(age, TimeUnit.MILLISECONDS);
        if (age <= config.freshMillis()) {
            started(context).commit(); // after this record; wrong clocks only make commits smaller or later
        }
        Topic topic = at.topic().equals(Topics.COMMANDS.name()) ? Topics.COMMANDS : Topics.POD_STATUS;
        SpecificRecord value;
        try {
            if (record.value() == null) {
                throw new UndecodableRecordException("a record without a value means nothing on " + topic.name());
            }
            value = codec.decode(topic, record.value());
        } catch (UndecodableRecordException e) {
            QuarantinedRecord unread = Quarantine.of(at, record, String.valueOf(e.getMessage()));
            forward(new Out(Topics.QUARANTINE, 0, Quarantine.key(at), unread), record.timestamp());
            return;
        }
        SliceResult result =
                started(engine).process(new Input(at.topic(), at.partition(), at.offset(), record.timestamp(), value));
        started(alarm).heard(value, steadyMillis());
        write(result, record.timestamp());
        setBell();
        sliceTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void write(SliceResult result, long timestamp) {
        KeyValueStore<Bytes, byte[]> into = started(store);
        for (Out out : result.outs()) {
            byte[] value = forward(out, timestamp);
            if (out.topic().equals(Topics.RESOURCES)) {
                boolean removed = out.value() instanceof ResourceEnvelope envelope && envelope.getRemoved();
                into.put(key(StoreNames.OBJECT + out.key()), removed ? null : value);
            }
        }
        result.changes()
                .facts()
                .forEach((name, fact) -> into.put(
                        key(StoreNames.FACT + name), fact == null ? null : codec.encode(Topics.COMMANDS, fact)));
        result.changes()
                .members()
                .forEach((name, command) -> into.put(
                        key(StoreNames.MEMBER + name),
                        command == null ? null : codec.encode(Topics.COMMANDS, command)));
        result.changes().rows().forEach(this::putRow);
    }

    private void putRow(String name, @Nullable String value) {
        started(store).put(key(StoreNames.ROW + name), value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private byte @Nullable [] forward(Out out, long timestamp) {
        SpecificRecord value = out.value();
        if (value instanceof QuarantinedRecord) {
            quarantined.increment();
        }
        byte[] bytes = value == null ? null : codec.encode(out.topic(), value);
        byte[] key = out.key().getBytes(StandardCharsets.UTF_8);
        started(context).forward(new Record<>(key, new Routed(out.topic().name(), out.partition(), bytes), timestamp));
        return bytes;
    }

    private static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the processor was used before init");
        }
        return part;
    }
}
