package io.shiplog.schemas.object;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes bytes that {@link SharingReader} reads. What many things share is written once and named by a number from
 * then on. Equal contents in equal order give equal bytes.
 */
public class SharingWriter {

    private final DataOutputStream out;
    private final Map<String, Integer> words = new HashMap<>();
    private final Map<Map<String, String>, Integer> labels = new HashMap<>();

    /** What is written of a thing when it is written for the first time. */
    protected interface Body {
        void write() throws IOException;
    }

    /** Writes to this stream, which stays open. */
    public SharingWriter(DataOutputStream out) {
        this.out = out;
    }

    public final void flag(boolean value) throws IOException {
        out.writeBoolean(value);
    }

    public final void count(int value) throws IOException {
        out.writeInt(value);
    }

    public final void number(long value) throws IOException {
        out.writeLong(value);
    }

    /** Bytes of any length. */
    public final void bytes(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    /** A text of any length that few share. */
    public final void text(String value) throws IOException {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that many share. */
    public final void word(String value) throws IOException {
        shared(words, value, () -> text(value));
    }

    /** Labels, which many share. */
    public final void labels(Map<String, String> value) throws IOException {
        shared(labels, value, () -> {
            count(value.size());
            for (Map.Entry<String, String> label : new TreeMap<>(value).entrySet()) {
                word(label.getKey());
                word(label.getValue());
            }
        });
    }

    /** The number of a thing, and the thing itself the first time. */
    protected final <T> void shared(Map<T, Integer> known, T value, Body body) throws IOException {
        Integer number = known.get(value);
        if (number != null) {
            count(number);
            return;
        }
        count(known.size());
        known.put(value, known.size());
        body.write();
    }
}
