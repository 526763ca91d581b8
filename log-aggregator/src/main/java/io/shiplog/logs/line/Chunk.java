package io.shiplog.logs.line;

/**
 * What is known of some neighbouring blocks in a file without reading them.
 *
 * @param position of the first of them in the file
 * @param bytes of all of them
 * @param wholeLines lines that end in them
 * @param minNanos earliest time of a line, Long.MAX_VALUE when there is none
 * @param maxNanos latest time of a line, Long.MIN_VALUE when there is none
 */
public record Chunk(
        long position, long bytes, long firstLine, long nextLine, long wholeLines, long minNanos, long maxNanos) {

    /** A chunk is closed when it has this size: what a reader reads too much at most. */
    public static final long BYTES_MAX = 64 * 1024;

    /** A chunk of one block. */
    public static Chunk of(Block block, long position, long bytes) {
        return new Chunk(
                position,
                bytes,
                block.firstLine(),
                block.nextLine(),
                block.wholeLines(),
                block.minNanos(),
                block.maxNanos());
    }

    /** The same with a block behind it. */
    public Chunk with(Block block, long itsBytes) {
        return new Chunk(
                position,
                bytes + itsBytes,
                firstLine,
                block.nextLine(),
                wholeLines + block.wholeLines(),
                Math.min(minNanos, block.minNanos()),
                Math.max(maxNanos, block.maxNanos()));
    }

    /** True when the next block begins a new one. */
    public boolean full() {
        return bytes >= BYTES_MAX;
    }
}
