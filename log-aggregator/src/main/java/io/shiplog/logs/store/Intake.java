package io.shiplog.logs.store;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.Line;
import io.shiplog.schemas.record.LogBatch;
import io.shiplog.schemas.record.LogLine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one run as blocks: lines that have come before are left out, those that never came are counted, and what
 * fits together becomes one block.
 */
final class Intake {

    /** A block is closed when it holds this much text. */
    static final int BLOCK_BYTES_MAX = 256 * 1024;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<Block> blocks = new ArrayList<>();
    private long next;
    private boolean ended;
    private long doubles;
    private @Nullable Block open;
    private int openBytes;

    /**
     * For a run of which this is known.
     *
     * @param next number of the line that is expected, 0 for a run that has not been heard of
     */
    Intake(long next, boolean ended) {
        this.next = next;
        this.ended = ended;
    }

    void take(Arrived arrived) {
        LogBatch batch = arrived.batch();
        int count = batch.getLines().size();
        long first = batch.getFirstLine();
        boolean ends = batch.getEnded() && !ended;
        ended |= ends;
        int known = (int) Math.min(count, Math.max(0, next - first));
        doubles += known;
        boolean nothingNew = first + count <= next;
        if (nothingNew && !ends) {
            return;
        }
        long dropped = known > 0 || nothingNew ? 0 : Math.max(0, Math.min(batch.getDropped(), first - next));
        long absent = Math.max(0, first - next - dropped);
        List<Line> lines = new ArrayList<>(count - known);
        int bytes = 0;
        for (LogLine line : batch.getLines().subList(known, count)) {
            bytes += line.getText().remaining();
            lines.add(line(line));
        }
        long from = nothingNew ? next : first + known;
        next = from + lines.size();
        Block.Origin origin = new Block.Origin(arrived.partition(), arrived.offset(), arrived.appendedMillis());
        add(new Block(from, dropped, absent, ends, origin, lines), bytes);
    }

    private void add(Block block, int bytes) {
        Block before = open;
        boolean fits = before != null
                && !before.ended()
                && block.dropped() == 0
                && block.absent() == 0
                && openBytes + bytes <= BLOCK_BYTES_MAX;
        if (before == null || !fits) {
            close();
            open = block;
            openBytes = bytes;
            return;
        }
        List<Line> lines = new ArrayList<>(before.lines());
        lines.addAll(block.lines());
        open = new Block(before.firstLine(), before.dropped(), before.absent(), block.ended(), block.origin(), lines);
        openBytes += bytes;
    }

    private void close() {
        if (open != null) {
            blocks.add(open);
            open = null;
        }
    }

    /** What is to be written. */
    List<Block> blocks() {
        close();
        return blocks;
    }

    /** Lines that had come before. */
    long doubles() {
        return doubles;
    }

    private static Line line(LogLine line) {
        ByteBuffer from = line.getText().duplicate();
        byte[] text = new byte[from.remaining()];
        from.get(text);
        long nanos = line.getTimeMillis() * NANOS_PER_MILLI + line.getNanos();
        return new Line(nanos, line.getStream().equals("stderr"), line.getPartial(), text);
    }
}
