package io.shiplog.schemas.object;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs JSON texts of many alike objects: what they have in common is kept once. A hundred thousand pods of one
 * template differ in name, uid, node, addresses and times, some 250 of 2,000 bytes. The first text of a frame stays as
 * it is, the second becomes the base of those that follow. Exact: what is unpacked is what was packed, byte for byte.
 * Bounded: shapes that were not used for longest are forgotten, which costs sharing and nothing else. Not thread-safe;
 * what it made is.
 */
public final class JsonShapes {

    private static final int SHAPES_MAX = 2_048;
    private static final int SEEN_MAX = 16_384;
    /** Longer texts stay as they are: rare, seldom alike, and packing takes time by their length. */
    private static final int TEXT_MAX_BYTES = 64 * 1024;
    /** A pod on its way to Running passes some four frames, and most of what comes is on its way. */
    private static final int GUESSES = 4;

    private final JsonCuts cuts = new JsonCuts();
    private final Map<Long, JsonShape> shapes = new Recent<>(SHAPES_MAX);
    private final Map<Long, Boolean> seen = new Recent<>(SEEN_MAX);
    /** Used last, the newest first: most texts are like one of these, which takes less time to see than a hash. */
    private final @Nullable JsonShape[] newest = new JsonShape[GUESSES];

    /** The text packed, or null when it is not worth it: nothing like it was seen, or it differs in more than half. */
    @Nullable
    PackedJson pack(byte[] text) {
        if (text.length > TEXT_MAX_BYTES) {
            return null;
        }
        JsonShape shape = guessed(text);
        if (shape == null) {
            cuts.cut(text);
            shape = shapes.get(cuts.hash());
            if (shape == null) {
                return seen.put(cuts.hash(), true) == null ? null : based(text);
            }
            if (!shape.frames(text, cuts)) {
                return null; // another frame of the same hash
            }
            toFront(shape, GUESSES - 1);
        }
        byte[] differences = shape.differences(text, cuts, text.length / 2);
        return differences == null ? null : new PackedJson(shape, differences, text.length);
    }

    private PackedJson based(byte[] text) {
        JsonShape shape = new JsonShape(text, cuts.copy(), cuts.hash());
        shapes.put(cuts.hash(), shape);
        return new PackedJson(shape, new byte[0], text.length);
    }

    private @Nullable JsonShape guessed(byte[] text) {
        for (int i = 0; i < GUESSES; i++) {
            JsonShape one = newest[i];
            if (one == null) {
                return null;
            }
            if (one.frames(text, cuts)) {
                toFront(one, i);
                return one;
            }
        }
        return null;
    }

    private void toFront(JsonShape used, int from) {
        System.arraycopy(newest, 0, newest, 1, from);
        newest[0] = used;
    }

    /** Texts like this one, which was made elsewhere, are told by it from here on, unless there is one already. */
    void know(JsonShape shape) {
        shapes.putIfAbsent(shape.hash(), shape);
    }

    /** Remembers those that were used last. */
    private static final class Recent<V> extends LinkedHashMap<Long, V> {

        private static final long serialVersionUID = 1L;
        private static final float LOAD = 0.75f;
        private final int max;

        Recent(int max) {
            super(16, LOAD, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
            return size() > max;
        }
    }
}
