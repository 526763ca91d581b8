package io.shiplog.reconciler.controller.common;

import java.util.Arrays;

/** Finds a fixed piece of text in bytes (Boyer-Moore-Horspool): most bytes of an object are never looked at. */
final class BytePattern {

    private static final int BYTES = 256;

    private final byte[] pattern;
    private final int[] skip = new int[BYTES];

    BytePattern(byte[] pattern) {
        this.pattern = pattern.clone();
        Arrays.fill(skip, pattern.length);
        for (int i = 0; i < pattern.length - 1; i++) {
            skip[pattern[i] & 0xff] = pattern.length - 1 - i;
        }
    }

    /** True when the bytes contain the pattern. */
    boolean in(byte[] text) {
        int last = pattern.length - 1;
        for (int at = 0; at + last < text.length; at += skip[text[at + last] & 0xff]) {
            if (Arrays.equals(text, at, at + pattern.length, pattern, 0, pattern.length)) {
                return true;
            }
        }
        return false;
    }
}
