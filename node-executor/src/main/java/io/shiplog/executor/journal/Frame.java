package io.shiplog.executor.journal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Fields of one frame, written and read in the same order. */
public final class Frame {

    private Frame() {}

    /** Builds a payload. */
    public static final class Writer {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        private final DataOutputStream out = new DataOutputStream(bytes);

        /** Starts a frame of a type. */
        public Writer(char type) {
            number(type);
        }

        /** Adds a number, short when small. */
        public Writer number(long value) {
            try {
                long rest = (value << 1) ^ (value >> 63);
                while ((rest & ~0x7FL) != 0) {
                    out.writeByte((int) ((rest & 0x7F) | 0x80));
                    rest >>>= 7;
                }
                out.writeByte((int) rest);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Adds a text of any length. */
        public Writer text(String value) {
            return bytes(value.getBytes(StandardCharsets.UTF_8));
        }

        /** Adds bytes, any number. */
        public Writer bytes(byte[] value) {
            number(value.length);
            bytes.writeBytes(value);
            return this;
        }

        /** The payload. */
        public byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    /** Reads a payload. */
    public static final class Reader {

        private final byte[] payload;
        private final char type;
        private int at;

        public Reader(byte[] payload) {
            this.payload = payload;
            type = (char) number();
        }

        public char type() {
            return type;
        }

        /** The next field, a number. */
        public long number() {
            long raw = 0;
            int shift = 0;
            byte one;
            do {
                one = payload[next(1)];
                raw |= (long) (one & 0x7F) << shift;
                shift += 7;
            } while (one < 0);
            return (raw >>> 1) ^ -(raw & 1);
        }

        /** Where so many bytes begin, which are passed over. */
        private int next(int bytes) {
            int here = at;
            if (bytes < 0 || bytes > payload.length - here) {
                throw new IllegalArgumentException(
                        "the frame ends after " + payload.length + " bytes, within a field that begins at " + here);
            }
            at += bytes;
            return here;
        }

        /** The next field, a number that fits an int. */
        public int count() {
            return Math.toIntExact(number());
        }

        /** The next field, a text. */
        public String text() {
            int length = count();
            return new String(payload, next(length), length, StandardCharsets.UTF_8);
        }

        /** The next field, bytes. */
        public byte[] bytes() {
            int length = count();
            int from = next(length);
            return Arrays.copyOfRange(payload, from, from + length);
        }
    }
}
