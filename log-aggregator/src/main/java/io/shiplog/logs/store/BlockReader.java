package io.shiplog.logs.store;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.BlockFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads blocks of one file, many small ones with one call of the system. For one thread at a time. */
final class BlockReader implements AutoCloseable {

    private static final int WINDOW_BYTES = 64 * 1024;

    private final FileChannel channel;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;
    private int lastBytes;

    private BlockReader(FileChannel channel) {
        this.channel = channel;
    }

    static BlockReader open(Path file) throws IOException {
        return new BlockReader(FileChannel.open(file, StandardOpenOption.READ));
    }

    /** The block at a place; null when there is no whole and undamaged one before the end. */
    @Nullable
    Block read(long at, long end) throws IOException {
        if (!look(at, BlockFormat.HEADER_BYTES, end)) {
            return null;
        }
        int length = BlockFormat.length(window);
        if (length <= 0 || !look(at, length, end)) {
            return null;
        }
        byte[] bytes = new byte[length];
        window.get(bytes);
        lastBytes = length;
        return BlockFormat.decode(bytes);
    }

    /** How many bytes the last block took. */
    int lastBytes() {
        return lastBytes;
    }

    /** Puts the window's position at a place with so many bytes behind it; false when there are not so many. */
    private boolean look(long at, int bytes, long end) throws IOException {
        if (at + bytes > end) {
            return false;
        }
        if (at >= windowAt && at + bytes <= windowAt + window.limit()) {
            window.position((int) (at - windowAt));
            return true;
        }
        int size = (int) Math.min(Math.max(bytes, WINDOW_BYTES), end - at);
        ByteBuffer fresh = ByteBuffer.allocate(size);
        while (fresh.hasRemaining()) {
            if (channel.read(fresh, at + fresh.position()) < 0) {
                break;
            }
        }
        fresh.flip();
        window = fresh;
        windowAt = at;
        return window.limit() >= bytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
