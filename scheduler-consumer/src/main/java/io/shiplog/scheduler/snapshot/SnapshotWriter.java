package io.shiplog.scheduler.snapshot;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what the scheduler keeps as bytes that {@link SnapshotReader} reads. Words, label maps and shapes that many
 * pods share are written once and named by a number from then on. Equal contents in equal order give equal bytes.
 */
public final class SnapshotWriter {

    private final DataOutputStream out;
    private final Map<String, Integer> words = new HashMap<>();
    private final Map<Map<String, String>, Integer> labels = new HashMap<>();
    private final Map<PodShape, Integer> shapes = new HashMap<>();

    /** Writes one thing of a list. */
    public interface Item<T> {
        void write(SnapshotWriter out, T item) throws IOException;
    }

    private interface Body {
        void write() throws IOException;
    }

    /** Writes to this stream, which stays open. */
    public SnapshotWriter(DataOutputStream out) {
        this.out = out;
    }

    public void flag(boolean value) throws IOException {
        out.writeBoolean(value);
    }

    public void number(long value) throws IOException {
        out.writeLong(value);
    }

    /** A text of any length that few share. */
    public void text(String value) throws IOException {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** A text that many share. */
    public void word(String value) throws IOException {
        shared(words, value, () -> text(value));
    }

    /** Amounts by the numbers of the snapshot's {@link ResourceIndex}. */
    void amounts(long[] value) throws IOException {
        out.writeInt(value.length);
        for (long amount : value) {
            out.writeLong(amount);
        }
    }

    /** A list: its size and then each. */
    public <T> void list(Collection<T> items, Item<T> item) throws IOException {
        out.writeInt(items.size());
        for (T one : items) {
            item.write(this, one);
        }
    }

    /** Labels, which many share. */
    public void labels(Map<String, String> value) throws IOException {
        shared(
                labels,
                value,
                () -> list(new TreeMap<>(value).entrySet(), (to, label) -> {
                    to.word(label.getKey());
                    to.word(label.getValue());
                }));
    }

    /** A shape, which many share. */
    public void shape(PodShape value) throws IOException {
        shared(shapes, value, () -> value.write(this));
    }

    private <T> void shared(Map<T, Integer> known, T value, Body body) throws IOException {
        Integer number = known.get(value);
        if (number != null) {
            out.writeInt(number);
            return;
        }
        out.writeInt(known.size());
        known.put(value, known.size());
        body.write();
    }
}
