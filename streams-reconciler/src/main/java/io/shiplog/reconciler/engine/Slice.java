package io.shiplog.reconciler.engine;

import io.shiplog.reconciler.admit.Admitted;
import io.shiplog.reconciler.state.ClusterState;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.object.Uids;
import io.shiplog.schemas.record.ClusterFact;
import io.shiplog.schemas.record.CommandMeta;
import io.shiplog.schemas.record.ConfigureNode;
import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.Reply;
import io.shiplog.schemas.record.ResourceEnvelope;
import io.shiplog.schemas.topic.Partitioning;
import io.shiplog.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The work on one input: what it wrote so far, in order, and the one way to change state. Counted, never timed: a
 * slice is
 * full at {@link #MAX_RECORDS} records or {@link #MAX_BYTES} of objects.
 */
final class Slice {

    static final int MAX_RECORDS = 500;
    static final int MAX_BYTES = 1024 * 1024;

    /** Hears of every applied change. */
    interface Listener {
        void changed(@Nullable KubeObject before, @Nullable KubeObject after);
    }

    private final String clusterId;
    private final ClusterState state;
    private final Input input;
    private final Instant now;
    private final Listener listener;
    private final List<Out> outs = new ArrayList<>();
    private long bytes;
    private int born;
    private boolean atomic;

    Slice(String clusterId, ClusterState state, Input input, Instant now, Listener listener) {
        this.clusterId = clusterId;
        this.state = state;
        this.input = input;
        this.now = now;
        this.listener = listener;
    }

    ClusterState state() {
        return state;
    }

    Input input() {
        return input;
    }

    Instant now() {
        return now;
    }

    /** Who stands for a client's command. */
    Who client(CommandMeta meta) {
        return new Who(meta.getActor(), "", input.coordinates(), "");
    }

    /** The next uid: derived from where this slice's input stands in the log. */
    String nextUid() {
        return Uids.derive(clusterId, input.topic(), input.partition(), input.offset(), born++);
    }

    /**
     * Nanoseconds of log time, with the place in the log in the digits below a millisecond: unique for one object, and
     * names
     * made of it sort in the order in which things happened, as kubectl expects of Events.
     */
    long instantOfNext() {
        long place = (input.offset() * 1_000 + born) % 1_000_000;
        return now.toEpochMilli() * 1_000_000 + place;
    }

    boolean full() {
        return outs.size() >= MAX_RECORDS || bytes >= MAX_BYTES;
    }

    int size() {
        return outs.size();
    }

    /** Bytes of objects written so far. */
    long bytes() {
        return bytes;
    }

    /** Forgets what was written after a point; the state is rolled back by the caller. */
    void truncate(int size) {
        List<Out> forgotten = outs.subList(size, outs.size());
        for (Out out : forgotten) {
            bytes -= bytes(out);
        }
        forgotten.clear();
    }

    /** Readers are to publish what this slice writes as a whole or not at all. */
    void markAtomic() {
        atomic = true;
    }

    boolean atomic() {
        return atomic;
    }

    List<Out> outs() {
        return outs;
    }

    void out(Out out) {
        outs.add(out);
        bytes += bytes(out);
    }

    private static int bytes(Out out) {
        if (out.topic().equals(Topics.RESOURCES) && out.value() instanceof ResourceEnvelope envelope) {
            return envelope.getObject().remaining();
        }
        return out.value() instanceof ConfigureNode configure
                ? configure.getObject().remaining()
                : 0;
    }

    /** The one writer of objects: state, record, node command, broadcast and wake-ups follow from the change alone. */
    void apply(Admitted change, Who who) {
        if (change.unchanged()) {
            return;
        }
        if (change.removed()) {
            remove(change.after(), who);
            return;
        }
        KubeObject after = change.after();
        refuseTooLarge(after);
        state.put(after);
        resource(after, false, who);
        consequences(change.before(), after, who);
    }

    /** Checked before anything is written: a record that the log refuses would come back for ever. */
    private static void refuseTooLarge(KubeObject object) {
        if (object.jsonLength() > Topics.MAX_OBJECT_BYTES) {
            throw StatusException.of(
                    413,
                    "RequestEntityTooLarge",
                    object.key() + " would be " + object.jsonLength() + " bytes; an object may have "
                            + Topics.MAX_OBJECT_BYTES + " at most");
        }
    }

    /** Creates an object. */
    void create(KubeObject object, Who who) {
        apply(new Admitted(null, object, false, false), who);
    }

    private void remove(KubeObject last, Who who) {
        KubeObject current = state.get(last.key());
        if (current == null) {
            return;
        }
        state.remove(last.key());
        // The final envelope is the DELETED event and has a version of its own; the tombstone lets compaction forget
        // it.
        resource(KubeObject.of(last.copy(), current.version() + 1), true, who);
        outs.add(new Out(Topics.RESOURCES, 0, last.key().encoded(), null));
        Events.forget(this, current.uid());
        consequences(current, null, who);
    }

    private void resource(KubeObject object, boolean removed, Who who) {
        ResourceEnvelope envelope = Envelopes.of(object, removed, who);
        out(new Out(Topics.RESOURCES, 0, object.key().encoded(), envelope));
    }

    private void consequences(@Nullable KubeObject before, @Nullable KubeObject after, Who who) {
        Configurations.needed(this, before, after);
        Out nodeCommand = Consequences.nodeCommand(before, after, who);
        if (nodeCommand != null) {
            outs.add(nodeCommand);
        }
        Configurations.noLongerNeeded(this, before, after);
        Configurations.changed(state, before, after);
        ClusterFact fact = Consequences.fact(before, after);
        if (fact != null) {
            broadcast(fact);
        }
        listener.changed(before, after);
    }

    /** Writes a fact to every partition, this one included: a client's later command always lies behind it. */
    void broadcast(ClusterFact fact) {
        for (int p = 0; p < state.partitions(); p++) {
            ClusterFact copy = new ClusterFact(
                    p,
                    fact.getFactKind(),
                    fact.getName(),
                    fact.getUid(),
                    fact.getVersion(),
                    fact.getRemoved(),
                    fact.getBody());
            outs.add(new Out(Topics.COMMANDS, p, "", copy));
        }
    }

    /** Sends a command to the task that owns a routing key. */
    void send(String routingKey, SpecificRecord command) {
        outs.add(new Out(Topics.COMMANDS, Partitioning.of(routingKey, state.partitions()), routingKey, command));
    }

    // ---- answers

    /** Answers that a command was done (or would be: dry run). */
    void done(CommandMeta meta, int code, Admitted result, List<String> warnings) {
        if (meta.getReplyPartition() < 0) {
            return;
        }
        KubeObject object = result.after();
        Reply.Builder reply = reply(meta, code)
                .setRef(ref(object.key()))
                .setUid(object.uid())
                .setVersion(result.removed() ? object.version() + 1 : object.version())
                .setRemoved(result.removed())
                .setUnchanged(result.unchanged())
                .setWarnings(warnings);
        if (meta.getDryRun()) {
            reply.setObject(ByteBuffer.wrap(object.json()));
        }
        send(meta, reply.build());
    }

    /** Answers that a command was refused. */
    void refused(CommandMeta meta, @Nullable ObjectKey key, StatusException refusal) {
        if (meta.getReplyPartition() < 0) {
            return;
        }
        Reply.Builder reply = reply(meta, refusal.code()).setStatus(ByteBuffer.wrap(Json.bytes(refusal.status())));
        if (key != null) {
            reply.setRef(ref(key));
        }
        send(meta, reply.build());
    }

    Reply.Builder reply(CommandMeta meta, int code) {
        return Reply.newBuilder()
                .setRequestId(meta.getRequestId())
                .setPartition(state.partition())
                .setCode(code);
    }

    void send(CommandMeta meta, Reply reply) {
        outs.add(new Out(Topics.REPLIES, meta.getReplyPartition(), meta.getRequestId(), reply));
    }

    static ObjectRef ref(ObjectKey key) {
        return new ObjectRef(key.group(), key.kind(), key.namespace(), key.name());
    }
}
