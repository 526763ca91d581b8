package io.shiplog.schemas.codec;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that one thread collects. Java's own such stream takes a lock for every byte. */
final class Bytes extends OutputStream {

    private byte[] bytes;
    private int size;

    Bytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    @Override
    public void write(int b) {
        room(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int at, int length) {
        room(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    /** Begins anew. */
    void reset() {
        size = 0;
    }

    int size() {
        return size;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
