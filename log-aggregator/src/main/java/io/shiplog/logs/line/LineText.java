package io.shiplog.logs.line;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Writes lines as {@code kubectl logs} shows them: both streams in the order in which they came, pieces of a long line
 * joined, times in front where they are asked for, cut off at the limit. Lines that are missing are named where they
 * would have stood. One object for one reader.
 */
public final class LineText {

    private static final long NANOS = 1_000_000_000L;

    private final LogOptions options;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long skip;
    private long left;
    private boolean inLine;
    private boolean seen;

    /**
     * A writer that begins at a {@link Start}.
     *
     * @param skip lines that are not wanted although they are read
     */
    public LineText(LogOptions options, long skip) {
        this.options = options;
        this.skip = skip;
        this.left = options.limitBytes() < 0 ? Long.MAX_VALUE : options.limitBytes();
    }

    /**
     * Names lines that have expired.
     *
     * @param beforeNanos time of the first line that is there, Long.MAX_VALUE when there is none
     */
    public void expired(long lines, long beforeNanos) {
        if (lines > 0) {
            String before = beforeNanos == Long.MAX_VALUE ? "" : " before " + time(beforeNanos);
            note(lines + (lines == 1 ? " line" : " lines") + before + " expired", beforeNanos);
        }
    }

    /** Writes what is wanted of a block. */
    public void write(Block block) {
        if (skip == 0 && block.maxNanos() >= options.sinceNanos()) {
            if (seen && block.absent() > 0) {
                note(block.absent() + " lines left the topic before they were kept", block.minNanos());
            }
            if (block.dropped() > 0) {
                note(block.dropped() + " lines were lost, they came faster than they could be kept", block.minNanos());
            }
        }
        seen = true;
        for (Line line : block.lines()) {
            if (left == 0) {
                return;
            }
            if (skip > 0) {
                skip -= line.partial() ? 0 : 1;
            } else if (line.timeNanos() >= options.sinceNanos()) {
                write(line);
            }
        }
    }

    private void write(Line line) {
        if (options.timestamps() && !inLine) {
            put((time(line.timeNanos()) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        put(line.text());
        inLine = line.partial();
        if (!inLine) {
            put(new byte[] {'\n'});
        }
    }

    private void note(String what, long nanos) {
        String prefix = options.timestamps() && nanos != Long.MAX_VALUE ? time(nanos) + " " : "";
        put(((inLine ? "\n" : "") + prefix + "... " + what + " ...\n").getBytes(StandardCharsets.UTF_8));
        inLine = false;
    }

    private void put(byte[] bytes) {
        int length = (int) Math.min(bytes.length, left);
        out.write(bytes, 0, length);
        left -= length;
    }

    /** Bytes written and not yet taken. */
    public int size() {
        return out.size();
    }

    /** True when the limit is reached: nothing comes any more. */
    public boolean full() {
        return left == 0;
    }

    /** Takes what has been written. */
    public byte[] take() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    /** RFC 3339 with nine decimals, as a kubelet writes it: 2026-11-21T10:00:00.000000000Z. */
    public static String time(long nanos) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
        LocalDateTime t = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d.%09dZ",
                t.getYear(),
                t.getMonthValue(),
                t.getDayOfMonth(),
                t.getHour(),
                t.getMinute(),
                t.getSecond(),
                t.getNano());
    }
}
