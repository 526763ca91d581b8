package io.shiplog.executor.runtime.docker;

import io.shiplog.executor.runtime.LogSource;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/** Turns what the engine sends of a log, a time and a text each, into lines. Pure but for the sink. */
final class LogPieces {

    private static final long NANOS = 1_000_000_000L;
    /** Longest time: 2024-01-02T03:04:05.123456789+00:00. */
    private static final int TIME_BYTES_MAX = 40;

    private LogPieces() {}

    /** Epoch nanoseconds of the time before the first space, or -1 when there is none. */
    static long time(byte[] piece) {
        int space = space(piece);
        if (space <= 0) {
            return -1;
        }
        return time(new String(piece, 0, space, StandardCharsets.US_ASCII));
    }

    /** Epoch nanoseconds of a time as RFC 3339 writes it, or -1 when it is none. */
    static long time(String text) {
        try {
            Instant at = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS), at.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            return -1;
        }
    }

    /** Where the time ends, or -1. */
    static int space(byte[] piece) {
        for (int i = 0; i < Math.min(piece.length, TIME_BYTES_MAX); i++) {
            if (piece[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Gives the line, in several pieces when it is longer than a line may be. A piece without a line's end is
     * continued by the next of its stream.
     */
    static void give(byte[] piece, boolean stderr, LogCursor cursor, LogSource.Sink sink) throws InterruptedException {
        long nanos = time(piece);
        if (nanos < 0) {
            return; // not a line: the engine's own message, e.g. of a log that cannot be read
        }
        give(nanos, stderr, piece, space(piece) + 1, piece.length, cursor, sink);
    }

    /** The same of a text that lies between two places. */
    static void give(
            long nanos, boolean stderr, byte[] piece, int begin, int limit, LogCursor cursor, LogSource.Sink sink)
            throws InterruptedException {
        if (cursor.gapBefore(nanos)) {
            sink.dropped(1);
        }
        int from = begin;
        boolean ended = limit > from && piece[limit - 1] == '\n';
        int end = ended ? limit - 1 : limit;
        do {
            int to = Math.min(end, from + LogSource.LINE_BYTES_MAX);
            if (cursor.take(nanos)) {
                boolean partial = to < end || !ended;
                sink.line(new LogSource.Line(
                        nanos, stderr, Arrays.copyOfRange(piece, from, to), partial, cursor.token()));
            }
            from = to;
        } while (from < end);
    }
}
