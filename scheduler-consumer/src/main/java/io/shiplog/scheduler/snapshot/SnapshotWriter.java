package io.shiplog.scheduler.snapshot;

import io.shiplog.schemas.object.SharingWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Writes what the scheduler keeps as bytes that {@link SnapshotReader} reads. */
public final class SnapshotWriter extends SharingWriter {

    private final Map<PodShape, Integer> shapes = new HashMap<>();

    /** Writes one thing of a list. */
    public interface Item<T> {
        void write(SnapshotWriter out, T item) throws IOException;
    }

    /** Writes to this stream, which stays open. */
    public SnapshotWriter(DataOutputStream out) {
        super(out);
    }

    /** Amounts by the numbers of the snapshot's {@link ResourceIndex}. */
    void amounts(long[] value) throws IOException {
        count(value.length);
        for (long amount : value) {
            number(amount);
        }
    }

    /** A list: its size and then each. */
    public <T> void list(Collection<T> items, Item<T> item) throws IOException {
        count(items.size());
        for (T one : items) {
            item.write(this, one);
        }
    }

    /** A shape, which many share. */
    public void shape(PodShape value) throws IOException {
        shared(shapes, value, () -> value.write(this));
    }
}
