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

    private static boolean frames(byte here) {
        return here == ',' || here == ':' || here == '{' || here == '}' || here == '[' || here == ']';
    }

    private void mix(byte value) {
        hash = (hash ^ value) * FACTOR;
    }

    private void add(int from, int to) {
        if (size + 2 > cuts.length) {
            cuts = Arrays.copyOf(cuts, cuts.length * 2);
        }
        cuts[size++] = from;
        cuts[size++] = to;
        mix((byte) '#');
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
