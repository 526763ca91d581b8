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

    private final JsonCuts cuts = new JsonCuts();
    private final Map<Long, JsonShape> shapes = new Recent<>(SHAPES_MAX);
    private final Map<Long, Boolean> seen = new Recent<>(SEEN_MAX);

    /** The text packed, or null when it is not worth it: nothing like it was seen, or it differs in more than half. */
    @Nullable
    PackedJson pack(byte[] text) {
        if (text.length > TEXT_MAX_BYTES) {
            return null;
        }
        cuts.cut(text);
        JsonShape shape = shapes.get(cuts.hash());
        if (shape == null) {
            if (seen.put(cuts.hash(), true) == null) {
                return null;
            }
            shape = new JsonShape(text, cuts.copy());
            shapes.put(cuts.hash(), shape);
            return new PackedJson(shape, new byte[0], text.length);
        }
        if (!shape.frames(text, cuts)) {
            return null; // another frame of the same hash
        }
        byte[] differences = shape.differences(text, cuts, text.length / 2);
        return differences == null ? null : new PackedJson(shape, differences, text.length);
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
