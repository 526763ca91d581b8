package io.shiplog.executor.runtime.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line of the engine's json-file, e.g. {"log":"text\n","stream":"stdout","time":"2024-01-02T03:04:05.123456789Z"}.
 * The same object takes one line after the other: at 100,000 lines a second each further object counts. Pure.
 */
final class JsonLine {

    private static final byte[] HEAD = ascii("{\"log\":\"");
    private static final byte[] STDOUT = ascii("\",\"stream\":\"stdout\",\"time\":\"");
    private static final byte[] STDERR = ascii("\",\"stream\":\"stderr\",\"time\":\"");
    private static final byte[] TAIL = ascii("\"}");
    /** 2024-01-02T03:04:05, the part of a time that stays for a second. */
    private static final int SECOND_BYTES = 19;

    private static final int NANO_DIGITS = 9;
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    private byte[] text = new byte[1024];
    private int length;
    private boolean stderr;
    private long nanos;
    private final byte[] second = new byte[SECOND_BYTES];
    private long secondNanos = -1;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What was written, with the line's end where it has one; only {@link #length} bytes of it. */
    byte[] text() {
        return text;
    }

    int length() {
        return length;
    }

    boolean stderr() {
        return stderr;
    }

    /** Epoch nanoseconds. */
    long nanos() {
        return nanos;
    }

    /** Takes the line between two places, its end left out; false when it is none, e.g. torn by a crash. */
    boolean parse(byte[] from, int begin, int end) {
        return quick(from, begin, end) || slow(from, begin, end);
    }

    private boolean quick(byte[] from, int begin, int end) {
        if (!at(from, begin, end, HEAD)) {
            return false;
        }
        if (text.length < end - begin) {
            text = new byte[end - begin];
        }
        length = 0;
        int i = begin + HEAD.length;
        while (i < end && from[i] != '"') {
            if (from[i] != '\\') {
                text[length++] = from[i++];
            } else {
                i = escape(from, i + 1, end);
            }
        }
        boolean err = at(from, i, end, STDERR);
        if (!err && !at(from, i, end, STDOUT)) {
            return false;
        }
        stderr = err;
        int time = i + STDOUT.length;
        return at(from, end - TAIL.length, end, TAIL) && time(from, time, end - TAIL.length);
    }

    /** Takes what a backslash stands before; where to go on, or the end for what is not understood here. */
    private int escape(byte[] from, int at, int end) {
        if (at >= end) {
            return end;
        }
        if (from[at] == 'u') {
            return unicode(from, at + 1, end);
        }
        int plain = switch (from[at]) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> from[at];
        };
        text[length++] = (byte) plain;
        return at + 1;
    }

    private int unicode(byte[] from, int at, int end) {
        int value = 0;
        for (int i = at; i < at + HEX_DIGITS; i++) {
            int digit = i < end ? Character.digit(from[i], HEX) : -1;
            if (digit < 0) {
                return end;
            }
            value = value * HEX + digit;
        }
        if (value < 0x80) {
            text[length++] = (byte) value;
        } else if (value < 0x800) {
            text[length++] = (byte) (0xC0 | (value >> 6));
            text[length++] = (byte) (0x80 | (value & 0x3F));
        } else if (Character.isSurrogate((char) value)) {
            return end;
        } else {
            text[length++] = (byte) (0xE0 | (value >> 12));
            text[length++] = (byte) (0x80 | ((value >> 6) & 0x3F));
            text[length++] = (byte) (0x80 | (value & 0x3F));
        }
        return at + HEX_DIGITS;
    }

    private boolean time(byte[] from, int begin, int end) {
        int point = begin + SECOND_BYTES;
        if (end <= point || from[end - 1] != 'Z') {
            return false;
        }
        if (secondNanos < 0 || !Arrays.equals(from, begin, point, second, 0, SECOND_BYTES)) {
            long parsed = LogPieces.time(new String(from, begin, SECOND_BYTES, StandardCharsets.US_ASCII) + "Z");
            if (parsed < 0) {
                return false;
            }
            secondNanos = parsed;
            System.arraycopy(from, begin, second, 0, SECOND_BYTES);
        }
        long fraction = fraction(from, point, end - 1);
        nanos = secondNanos + fraction;
        return fraction >= 0;
    }

    /** Nanoseconds of what stands behind a second: nothing, or a point and up to nine digits. -1 for anything else. */
    private static long fraction(byte[] from, int begin, int end) {
        if (begin == end) {
            return 0;
        }
        int digits = end - begin - 1;
        if (from[begin] != '.' || digits > NANO_DIGITS) {
            return -1;
        }
        long out = 0;
        for (int i = begin + 1; i < end; i++) {
            int digit = from[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            out = out * 10 + digit;
        }
        for (int i = digits; i < NANO_DIGITS; i++) {
            out *= 10;
        }
        return out;
    }

    /** Whatever else JSON allows: further fields, another order, another time zone. */
    private boolean slow(byte[] from, int begin, int end) {
        try {
            ObjectNode tree = Json.parse(Arrays.copyOfRange(from, begin, end));
            byte[] log = Json.textAt(tree, "log").getBytes(StandardCharsets.UTF_8);
            text = log.length == 0 ? text : log;
            length = log.length;
            stderr = Json.textAt(tree, "stream").equals("stderr");
            nanos = LogPieces.time(Json.textAt(tree, "time"));
            return nanos >= 0 && length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean at(byte[] from, int at, int end, byte[] what) {
        return at >= 0 && at + what.length <= end && Arrays.equals(from, at, at + what.length, what, 0, what.length);
    }
}
