package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.LogSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Reads one stream's file as lines. A line's time is when the file was last written as of the reading, which is exact
 * for one that is read as it comes, and never later than now for one that waited.
 */
final class LogStream implements AutoCloseable {

    private static final int CHUNK_BYTES = 256 * 1024;

    private final Path file;
    private final boolean stderr;
    private final LogBound bound;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    /** Behind the last line that was given. */
    private long offset;
    /** Up to here there is no further end of a line. */
    private long seen;

    private long timeNanos;

    /** Makes a line out of its text. */
    interface Taker {
        void line(long timeNanos, boolean stderr, byte[] text, boolean partial) throws InterruptedException;

        void dropped(long lines) throws InterruptedException;
    }

    LogStream(Path file, boolean stderr, long offset, LogBound bound) throws IOException {
        this.file = file;
        this.stderr = stderr;
        this.bound = bound;
        this.offset = offset;
        this.seen = offset;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** Behind the last line that was given. */
    long offset() {
        return offset;
    }

    /** True when there is something to read that was not looked at. */
    boolean hasMore() throws IOException {
        long size = channel.size();
        return size > seen || size < offset;
    }

    /** Gives what one chunk holds; false when there was nothing new. */
    boolean drain(Taker to) throws IOException, InterruptedException {
        if (!hasMore()) {
            return false;
        }
        long size = channel.size();
        if (size < offset) {
            offset = 0; // the file was cut
        }
        timeNanos = Math.max(timeNanos, written());
        buffer.clear();
        LogBound.Read read = bound.read(channel, buffer, offset);
        if (read.lost() > 0) {
            to.dropped(read.lost());
        }
        offset = read.offset();
        buffer.flip();
        give(to);
        return true;
    }

    private long written() throws IOException {
        try {
            return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException e) {
            return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()); // removed; what is open can still be read
        }
    }

    private void give(Taker to) throws InterruptedException {
        byte[] bytes = buffer.array();
        int end = buffer.limit();
        int begin = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                take(to, Arrays.copyOfRange(bytes, begin, i), false, i + 1 - begin);
                begin = i + 1;
            } else if (i + 1 - begin == LogSource.LINE_BYTES_MAX) {
                take(to, Arrays.copyOfRange(bytes, begin, i + 1), true, i + 1 - begin);
                begin = i + 1;
            }
        }
        seen = offset + (end - begin);
    }

    /** Counts the line as given before it is: the position that goes with it lies behind it. */
    private void take(Taker to, byte[] text, boolean partial, int length) throws InterruptedException {
        offset += length;
        to.line(timeNanos, stderr, text, partial);
    }

    /** Gives what stands behind the last end of a line; there will be no more. */
    void last(Taker to) throws IOException, InterruptedException {
        buffer.clear();
        channel.read(buffer, offset);
        buffer.flip();
        if (buffer.hasRemaining()) {
            byte[] text = Arrays.copyOf(buffer.array(), buffer.limit());
            take(to, text, false, text.length);
            seen = offset;
        }
    }

    @Override
    public void close() throws IOException {
        bound.leave();
        channel.close();
    }
}
