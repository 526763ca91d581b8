package io.shiplog.logs.line;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as bytes, big-endian:
 *
 * <pre>
 * magic 2, format 1, flags 1 (1 deflated, 2 ended), stored length 4, raw length 4,
 * first line 8, lines 4, dropped 8, absent 8, partition 4, offset 8, appended at 8,
 * checksum of all but itself 4 | payload
 * </pre>
 *
 * <p>The payload is, for each line: its time as difference to the one before (zigzag varint), its length and two flags
 * (varint), its text. It is deflated where that is worth it. A block that was cut off, or is none, is told by its
 * length or its checksum.
 */
public final class BlockFormat {

    /** Bytes before the payload. */
    public static final int HEADER_BYTES = 64;

    private static final short MAGIC = 0x4C42; // "LB"
    private static final byte FORMAT = 1;
    private static final int DEFLATED = 1;
    private static final int ENDED = 2;
    private static final int STDERR = 1;
    private static final int PARTIAL = 2;
    private static final int CHECKSUM_AT = HEADER_BYTES - Integer.BYTES;
    /** A time and a length as varints. */
    private static final int LINE_HEAD_BYTES_MAX = 10 + 5;
    /** Less does not get smaller. */
    private static final int DEFLATE_BYTES_MIN = 512;
    /** A length beyond is a damaged header: no record of the topic is larger. */
    private static final int PAYLOAD_BYTES_MAX = 32 * 1024 * 1024;

    private BlockFormat() {}

    /** Bytes of a block. */
    public static byte[] encode(Block block) {
        byte[] raw = payload(block.lines());
        byte[] packed = raw.length < DEFLATE_BYTES_MIN ? raw : deflate(raw);
        boolean deflated = packed.length < raw.length;
        byte[] stored = deflated ? packed : raw;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + stored.length);
        out.putShort(MAGIC)
                .put(FORMAT)
                .put((byte) ((deflated ? DEFLATED : 0) | (block.ended() ? ENDED : 0)))
                .putInt(stored.length)
                .putInt(raw.length)
                .putLong(block.firstLine())
                .putInt(block.lines().size())
                .putLong(block.dropped())
                .putLong(block.absent())
                .putInt(block.origin().partition())
                .putLong(block.origin().offset())
                .putLong(block.origin().appendedMillis());
        out.putInt(CHECKSUM_AT, 0);
        out.position(HEADER_BYTES);
        out.put(stored);
        out.putInt(CHECKSUM_AT, checksum(out.array(), out.capacity()));
        return out.array();
    }

    /**
     * How many bytes the block at the buffer's position takes, -1 when there is none, 0 when the buffer ends before
     * that can be told. The position stays.
     */
    public static int length(ByteBuffer in) {
        if (in.remaining() < HEADER_BYTES) {
            return 0;
        }
        int at = in.position();
        int stored = in.getInt(at + 4);
        int raw = in.getInt(at + 8);
        boolean sane = in.getShort(at) == MAGIC
                && in.get(at + 2) == FORMAT
                && stored >= 0
                && raw >= stored
                && raw <= PAYLOAD_BYTES_MAX;
        return sane ? HEADER_BYTES + stored : -1;
    }

    /** The block in these bytes, exactly one; null when it is damaged. */
    public static @Nullable Block decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES || length(in) != bytes.length) {
            return null;
        }
        int expected = in.getInt(CHECKSUM_AT);
        byte[] summed = bytes.clone();
        ByteBuffer.wrap(summed).putInt(CHECKSUM_AT, 0);
        if (checksum(summed, summed.length) != expected) {
            return null;
        }
        int flags = in.get(3);
        int raw = in.getInt(8);
        in.position(12);
        long firstLine = in.getLong();
        int count = in.getInt();
        long dropped = in.getLong();
        long absent = in.getLong();
        Block.Origin origin = new Block.Origin(in.getInt(), in.getLong(), in.getLong());
        try {
            byte[] payload = (flags & DEFLATED) != 0
                    ? inflate(bytes, raw)
                    : Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
            return new Block(firstLine, dropped, absent, (flags & ENDED) != 0, origin, lines(payload, count));
        } catch (DataFormatException | RuntimeException e) {
            return null;
        }
    }

    /** An array and not a stream, which would take a lock for every byte: at 100,000 lines a second that is felt. */
    private static byte[] payload(List<Line> lines) {
        int most = 0;
        for (Line line : lines) {
            most += line.text().length + LINE_HEAD_BYTES_MAX;
        }
        byte[] out = new byte[most];
        int at = 0;
        long last = 0;
        for (Line line : lines) {
            long delta = line.timeNanos() - last;
            last = line.timeNanos();
            at = varint(out, at, (delta << 1) ^ (delta >> 63));
            int flags = (line.stderr() ? STDERR : 0) | (line.partial() ? PARTIAL : 0);
            at = varint(out, at, (long) line.text().length << 2 | flags);
            System.arraycopy(line.text(), 0, out, at, line.text().length);
            at += line.text().length;
        }
        return Arrays.copyOf(out, at);
    }

    private static List<Line> lines(byte[] payload, int count) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        List<Line> out = new ArrayList<>(count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            long zigzag = varint(in);
            last += (zigzag >>> 1) ^ -(zigzag & 1);
            long word = varint(in);
            byte[] text = new byte[(int) (word >>> 2)];
            in.get(text);
            out.add(new Line(last, (word & STDERR) != 0, (word & PARTIAL) != 0, text));
        }
        return out;
    }

    private static int varint(byte[] out, int begin, long value) {
        int at = begin;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out[at++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number does not end");
    }

    private static byte[] deflate(byte[] raw) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(raw);
            deflater.finish();
            byte[] out = new byte[raw.length];
            int length = deflater.deflate(out);
            return deflater.finished() ? Arrays.copyOf(out, length) : raw;
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] block, int raw) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            // A byte more than needed is what zlib asks for in this form.
            inflater.setInput(Arrays.copyOfRange(block, HEADER_BYTES, block.length + 1));
            byte[] out = new byte[raw];
            if (inflater.inflate(out) != raw) {
                throw new DataFormatException("too short");
            }
            return out;
        } finally {
            inflater.end();
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }
}
