package io.shiplog.schemas.object;

import java.util.Arrays;

/**
 * Finds the scalar values in a JSON text: where each begins and ends, and a hash of all that lies between them (the
 * frame: names, brackets, commas). Two texts with the same frame differ in values only. Reads any bytes without an
 * error: what is no JSON is cut somehow, and a text put together from its cuts is the same text. Not thread-safe.
 *
 * <p>Example: {@code {"kind":"Pod","n":1}} has the values {@code Pod} and {@code 1} and the frame
 * {@code {"kind":"","n":}}.
 */
final class JsonCuts {

    private static final long SEED = 0xcbf29ce484222325L;
    private static final long FACTOR = 0x9e3779b97f4a7c15L;
    private static final int FIRST_SIZE = 256;

    private int[] cuts = new int[FIRST_SIZE];
    private int size;
    private long hash;

    /** Cuts a text; the answers of the other methods are about the last one. */
    void cut(byte[] text) {
        size = 0;
        hash = SEED;
        int at = 0;
        while (at < text.length) {
            byte here = text[at];
            if (here == '"') {
                at = string(text, at);
            } else if (frames(here)) {
                mix(here);
                at++;
            } else {
                int end = at + 1;
                while (end < text.length && text[end] != '"' && !frames(text[end])) {
                    end++;
                }
                add(at, end);
                at = end;
            }
        }
    }

    /** A string that a colon follows is a name and belongs to the frame; any other is a value. */
    private int string(byte[] text, int open) {
        int close = open + 1;
        while (close < text.length && text[close] != '"') {
            close += text[close] == '\\' ? 2 : 1;
        }
        close = Math.min(close, text.length);
        int after = Math.min(close + 1, text.length);
        if (after < text.length && text[after] == ':') {
            for (int i = open; i < after; i++) {
                mix(text[i]);
            }
        } else {
            mix((byte) '"');
            add(open + 1, close);
        }
        return after;
    }

    /**
     * Cuts a text as the base of a shape was cut, if it is like it; {@link #hash()} is not known after that. Names and
     * brackets are compared as they stand, and a value that is the base's is passed over whole, so this takes a
     * fraction of the time of {@link #cut}.
     *
     * @param its begin and end of each value of the base
     * @return whether the text differs from the base in values only; when it does not, nothing is known of its cuts
     */
    boolean follow(byte[] base, int[] its, byte[] text) {
        size = 0;
        int here = 0;
        int there = 0;
        for (int i = 0; i < its.length; i += 2) {
            int from = there + its[i] - here;
            if (from > text.length || !Arrays.equals(base, here, its[i], text, there, from)) {
                return false;
            }
            here = its[i + 1];
            there = sameValue(base, its[i], here, text, from) ? from + here - its[i] : valueEnd(text, from);
            put(from, there);
        }
        return Arrays.equals(base, here, base.length, text, there, text.length);
    }

    /** Whether the base's value stands here, and ends here as well. */
    private static boolean sameValue(byte[] base, int begin, int end, byte[] text, int from) {
        int to = from + end - begin;
        return end < base.length
                && to < text.length
                && text[to] == base[end]
                && Arrays.equals(base, begin, end, text, from, to);
    }

    private static int valueEnd(byte[] text, int from) {
        int end = from;
        if (from > 0 && text[from - 1] == '"') {
            while (end < text.length && text[end] != '"') {
                end += text[end] == '\\' ? 2 : 1;
            }
        } else {
            while (end < text.length && text[end] != '"' && !frames(text[end])) {
                end++;
            }
        }
        return Math.min(end, text.length);
    }

    private static boolean frames(byte here) {
        return here == ',' || here == ':' || here == '{' || here == '}' || here == '[' || here == ']';
    }

    private void mix(byte value) {
        hash = (hash ^ value) * FACTOR;
    }

    private void add(int from, int to) {
        put(from, to);
        mix((byte) '#');
    }

    private void put(int from, int to) {
        if (size + 2 > cuts.length) {
            cuts = Arrays.copyOf(cuts, cuts.length * 2);
        }
        cuts[size++] = from;
        cuts[size++] = to;
    }

    /** Of the frame; equal for texts of equal frames. */
    long hash() {
        return hash;
    }

    /** Values found. */
    int values() {
        return size / 2;
    }

    int from(int value) {
        return cuts[2 * value];
    }

    int to(int value) {
        return cuts[2 * value + 1];
    }

    /** Begin and end of every value, one after the other; a copy. */
    int[] copy() {
        return Arrays.copyOf(cuts, size);
    }
}
