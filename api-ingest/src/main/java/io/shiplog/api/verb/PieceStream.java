package io.shiplog.api.verb;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes bytes and keeps them in pieces. A body of many megabytes in one array is copied each time that it has outgrown
 * it, and the collector of the heap has to find room for it in one place.
 */
final class PieceStream extends OutputStream {

    /** Most bytes of a piece: a quarter of what the collector takes for large. */
    static final int PIECE = 256 * 1024;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece;
    private int used;

    /**
     * An empty one.
     *
     * @param expected bytes that are likely to come, for the size of the first piece
     */
    PieceStream(long expected) {
        this.piece = new byte[(int) Math.max(1, Math.min(expected, PIECE))];
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (used == piece.length) {
                full.add(piece);
                piece = new byte[PIECE];
                used = 0;
            }
            int now = Math.min(left, piece.length - used);
            System.arraycopy(from, at, piece, used, now);
            used += now;
            at += now;
            left -= now;
        }
    }

    /** What has come, in order; nothing may be written after it. */
    List<byte[]> pieces() {
        full.add(used == piece.length ? piece : Arrays.copyOf(piece, used));
        return full;
    }
}
