package io.shiplog.logs.store;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.Chunk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One file of a run and what is known of its content. Changed by the store under its lock only. */
final class Segment {

    /** The next block begins a new file beyond this, so that a run's oldest lines can go while it lives. */
    static final long BYTES_MAX = 8L * 1024 * 1024;

    final Path file;
    final long firstLine;
    final List<Chunk> chunks;
    /** Bytes of whole blocks; what lies behind is not there yet. */
    long length;

    final long firstMillis;
    long lastMillis;
    boolean ended;

    Segment(Path file, long firstLine, long firstMillis, List<Chunk> chunks) {
        this.file = file;
        this.firstLine = firstLine;
        this.firstMillis = firstMillis;
        this.lastMillis = firstMillis;
        this.chunks = chunks;
    }

    static Segment fresh(Path file, Block first) {
        return new Segment(file, first.firstLine(), first.origin().appendedMillis(), new ArrayList<>());
    }

    /** A block has been written at the end. */
    void add(Block block, int bytes) {
        int newest = chunks.size() - 1;
        if (newest >= 0 && !chunks.get(newest).full()) {
            chunks.set(newest, chunks.get(newest).with(block, bytes));
        } else {
            chunks.add(Chunk.of(block, length, bytes));
        }
        length += bytes;
        lastMillis = Math.max(lastMillis, block.origin().appendedMillis());
        ended |= block.ended();
    }

    long nextLine() {
        return chunks.isEmpty() ? firstLine : chunks.get(chunks.size() - 1).nextLine();
    }

    /** True when the next block belongs into a new file. */
    boolean full(long nowMillis, long ageMillisMax) {
        return nextLine() > firstLine && (length >= BYTES_MAX || nowMillis - firstMillis > ageMillisMax);
    }
}
