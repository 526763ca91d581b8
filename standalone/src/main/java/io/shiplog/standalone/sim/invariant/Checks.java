package io.shiplog.standalone.sim.invariant;

import io.shiplog.executor.pod.Requests;
import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import io.shiplog.schemas.record.QuarantinedRecord;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** All promises of one run: what happens is told to each of them. */
public final class Checks {

    private final Picture picture = new Picture();
    private final List<Invariant> invariants = new ArrayList<>();
    private long changes;

    /** Adds a promise. */
    public void add(Invariant invariant) {
        invariants.add(invariant);
    }

    /** The cluster as seen from outside. */
    public Picture picture() {
        return picture;
    }

    /** Versions of objects told so far. */
    public long changes() {
        return changes;
    }

    /** A record of resources became readable, which the broker took at this epoch millisecond. */
    public void resource(String recordKey, long offset, long atMillis, @Nullable SpecificRecord value) {
        ObjectKey key = ObjectKey.parse(recordKey);
        if (!(value instanceof ResourceEnvelope envelope)) {
            each(invariant -> invariant.tombstone(key));
            return;
        }
        changes++;
        byte[] json = new byte[envelope.getObject().remaining()];
        envelope.getObject().duplicate().get(json);
        KubeObject object = KubeObject.parse(json, envelope.getVersion());
        KubeObject after = envelope.getRemoved() ? null : object;
        KubeObject before = picture.put(key, after);
        Change change = new Change(key, offset, atMillis, envelope, before, after);
        each(invariant -> invariant.changed(change));
    }

    /** Everything that became readable at once has been told. */
    public void settled() {
        each(Invariant::settled);
    }

    /** A container began to run. */
    public void started(String node, String uid, int container, Requests requests) {
        each(invariant -> invariant.started(node, uid, container, requests));
        picture.started(uid, node);
    }

    /** A container ended. */
    public void ended(String node, String uid, int container) {
        each(invariant -> invariant.ended(node, uid, container));
        picture.ended(uid);
    }

    /** A machine lost its power. */
    public void machineDied(String node) {
        each(invariant -> invariant.machineDied(node));
        picture.machineDied(node);
    }

    /** See {@link Invariant#heapComparedWithStore}. */
    public void heapComparedWithStore(int partition, List<String> differences) {
        each(invariant -> invariant.heapComparedWithStore(partition, differences));
    }

    /** An input was staged away, or a controller parked. */
    public void quarantined(QuarantinedRecord record) {
        each(invariant -> invariant.quarantined(record));
    }

    private void each(Consumer<Invariant> told) {
        invariants.forEach(told);
    }
}
