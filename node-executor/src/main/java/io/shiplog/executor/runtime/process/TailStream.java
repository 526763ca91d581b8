package io.shiplog.executor.runtime.process;

import io.shiplog.executor.runtime.PieceStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is added to a file from now on, until its run is over or the stream is closed. */
final class TailStream extends PieceStream {

    private static final long LOOK_MILLIS = 20;

    private final Run run;
    private final FileChannel channel;
    private long offset;
    private volatile boolean closed;

    TailStream(Run run, Path file, boolean wanted) throws IOException {
        this.run = run;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.offset = channel.size();
        this.closed = !wanted;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        while (!closed) {
            boolean over = run.quiet;
            int read = more(bytes, from, length);
            if (read > 0 || length == 0) {
                return read;
            }
            if (over || !pause()) {
                break;
            }
        }
        return -1;
    }

    private int more(byte[] bytes, int from, int length) throws IOException {
        try {
            long size = channel.size();
            offset = Math.min(offset, size);
            int read = size > offset ? channel.read(ByteBuffer.wrap(bytes, from, length), offset) : 0;
            offset += Math.max(0, read);
            return Math.max(0, read);
        } catch (ClosedChannelException e) {
            return 0; // left while it waited
        }
    }

    /** Waits until the run is over or the stream was closed. */
    void awaitEnd() throws InterruptedException {
        while (!closed && !run.quiet) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
