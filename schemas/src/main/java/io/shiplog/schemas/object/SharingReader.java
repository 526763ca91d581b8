package io.shiplog.schemas.object;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link SharingWriter} wrote. The bytes are trusted to be whole: who reads a file has checked it. */
public class SharingReader {

    private final DataInputStream in;
    private final List<String> words = new ArrayList<>();
    private final List<Map<String, String>> labels = new ArrayList<>();

    /** What is read of a thing when it comes for the first time. */
    protected interface Body<T> {
        T read() throws IOException;
    }

    /** Reads from this stream, which stays open. */
    public SharingReader(DataInputStream in) {
        this.in = in;
    }

    public final boolean flag() throws IOException {
        return in.readBoolean();
    }

    public final int count() throws IOException {
        return in.readInt();
    }

    public final long number() throws IOException {
        return in.readLong();
    }

    public final byte[] bytes() throws IOException {
        byte[] out = new byte[in.readInt()];
        in.readFully(out);
        return out;
    }

    public final String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The same text for each of equal words, also across files. */
    public final String word() throws IOException {
        return shared(words, () -> Texts.shared(text()));
    }

    /** The same map for each of equal labels, also across files; not to be changed. */
    public final Map<String, String> labels() throws IOException {
        return shared(labels, () -> {
            Map<String, String> out = new LinkedHashMap<>(); // an order that is the same in every JVM
            for (int left = count(); left > 0; left--) {
                out.put(word(), word());
            }
            return Labels.shared(out);
        });
    }

    /** What has this number, or is read now and has it from here on. */
    protected final <T> T shared(List<T> known, Body<T> body) throws IOException {
        int number = count();
        if (number == known.size()) {
            known.add(body.read());
        }
        return known.get(number);
    }
}
