package io.shiplog.schemas.object;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One JSON text that others are told by: those with the same names in the same places. What they have in common is kept
 * once, here. Immutable.
 *
 * <p>A text is told by its differences: for each value that is not as in the base text, how many values were passed
 * over, then either the number of an earlier difference with the same bytes (a timestamp that stands in five places is
 * kept once) or the length and the bytes themselves. Numbers are written seven bits a byte, the low ones first.
 */
final class JsonShape {

    /** Earlier differences that a later one is compared with. */
    private static final int REMEMBERED = 16;

    private final byte[] base;
    private final int[] cuts;
    private final long hash;

    /**
     * Makes a text the base of a shape.
     *
     * @param base shared, not to be changed
     * @param cuts begin and end of each of its values
     * @param hash of its frame, see {@link JsonCuts#hash}
     */
    JsonShape(byte[] base, int[] cuts, long hash) {
        this.base = base;
        this.cuts = cuts;
        this.hash = hash;
    }

    /** The same of a text that nobody has cut yet. */
    static JsonShape of(byte[] base) {
        JsonCuts its = new JsonCuts();
        its.cut(base);
        return new JsonShape(base, its.copy(), its.hash());
    }

    /** Of the frame. */
    long hash() {
        return hash;
    }

    /** Whether a text differs from the base in values only, which are then cut. */
    boolean frames(byte[] text, JsonCuts its) {
        return its.follow(base, cuts, text);
    }

    /** The text that others are told by; shared, not to be changed. */
    byte[] base() {
        return base;
    }

    /** What a text of this frame differs in, or null when that takes more than so many bytes. */
    byte @Nullable [] differences(byte[] text, JsonCuts its, int most) {
        Bytes out = new Bytes(most);
        int[] told = new int[REMEMBERED];
        int tellings = 0;
        int passed = 0;
        for (int i = 0; i < its.values(); i++) {
            int from = its.from(i);
            int to = its.to(i);
            if (Arrays.equals(base, cuts[2 * i], cuts[2 * i + 1], text, from, to)) {
                passed++;
                continue;
            }
            out.number(passed);
            passed = 0;
            int same = -1;
            for (int t = 0; t < tellings && same < 0; t++) {
                same = Arrays.equals(text, its.from(told[t]), its.to(told[t]), text, from, to) ? t : -1;
            }
            if (same >= 0) {
                out.number(same);
            } else {
                out.number(REMEMBERED + to - from);
                out.bytes(text, from, to);
                if (tellings < REMEMBERED) {
                    told[tellings++] = i;
                }
            }
            if (out.full()) {
                return null;
            }
        }
        return out.toArray();
    }

    /** The text of these differences. */
    byte[] text(byte[] differences, int length) {
        byte[] out = new byte[length];
        int[] told = new int[2 * REMEMBERED];
        int tellings = 0;
        int at = 0;
        int copied = 0;
        int value = 0;
        Reader in = new Reader(differences);
        while (in.more()) {
            value += in.number();
            int begin = cuts[2 * value];
            System.arraycopy(base, copied, out, at, begin - copied);
            at += begin - copied;
            copied = cuts[2 * value + 1];
            int code = in.number();
            if (code < REMEMBERED) {
                int same = told[2 * code + 1];
                System.arraycopy(differences, told[2 * code], out, at, same);
                at += same;
            } else {
                int bytes = code - REMEMBERED;
                System.arraycopy(differences, in.at, out, at, bytes);
                if (tellings < 2 * REMEMBERED) {
                    told[tellings++] = in.at;
                    told[tellings++] = bytes;
                }
                in.at += bytes;
                at += bytes;
            }
            value++;
        }
        System.arraycopy(base, copied, out, at, base.length - copied);
        return out;
    }

    /** Bytes up to a limit; what comes after it is dropped and remembered as too much. */
    private static final class Bytes {

        private final byte[] kept;
        private int size;

        Bytes(int most) {
            this.kept = new byte[most];
        }

        void number(int number) {
            int rest = number;
            while (rest > 0x7f) {
                put((byte) (rest | 0x80));
                rest >>>= 7;
            }
            put((byte) rest);
        }

        private void put(byte one) {
            if (size < kept.length) {
                kept[size] = one;
            }
            size++;
        }

        void bytes(byte[] text, int from, int to) {
            if (size + to - from <= kept.length) {
                System.arraycopy(text, from, kept, size, to - from);
            }
            size += to - from;
        }

        boolean full() {
            return size > kept.length;
        }

        byte[] toArray() {
            return Arrays.copyOf(kept, size);
        }
    }

    private static final class Reader {

        private final byte[] from;
        private int at;

        Reader(byte[] from) {
            this.from = from;
        }

        boolean more() {
            return at < from.length;
        }

        int number() {
            int number = 0;
            int shift = 0;
            byte one;
            do {
                one = from[at++];
                number |= (one & 0x7f) << shift;
                shift += 7;
            } while (one < 0);
            return number;
        }
    }
}
