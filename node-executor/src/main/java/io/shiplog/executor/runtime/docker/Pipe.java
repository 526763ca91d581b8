package io.shiplog.executor.runtime.docker;

import io.shiplog.executor.runtime.PieceStream;
import java.io.IOException;
import java.util.ArrayDeque;

/** Bytes from one thread to another; a writer waits while {@link #BYTES_MAX} are unread. */
final class Pipe extends PieceStream {

    /** Unread bytes; one write more may stand above it. */
    static final int BYTES_MAX = 256 * 1024;

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private int unread;
    private int at;
    private boolean ended;
    private boolean closed;

    /** Adds bytes; after {@link #close} they are dropped. */
    synchronized void put(byte[] piece) throws InterruptedException {
        while (unread >= BYTES_MAX && !closed) {
            wait();
        }
        if (!closed && piece.length > 0) {
            pieces.add(piece);
            unread += piece.length;
            notifyAll();
        }
    }

    /** No more bytes will come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (pieces.isEmpty() && !ended && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
        byte[] first = pieces.peek();
        if (closed || first == null) {
            return -1;
        }
        int n = Math.min(length, first.length - at);
        System.arraycopy(first, at, to, offset, n);
        at += n;
        unread -= n;
        if (at == first.length) {
            pieces.poll();
            at = 0;
        }
        notifyAll();
        return n;
    }

    @Override
    public synchronized int available() {
        return unread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        pieces.clear();
        notifyAll();
    }
}
