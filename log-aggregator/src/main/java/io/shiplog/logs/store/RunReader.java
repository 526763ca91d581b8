package io.shiplog.logs.store;

import io.shiplog.logs.line.Block;
import io.shiplog.logs.line.RunKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes through a run's blocks in order, also over those that are written while it reads. For one thread at a time. */
public final class RunReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunReader.class);

    private final LogStore store;
    private final RunKey key;
    private long segment;
    /** -1 for the beginning of the file. */
    private long position;

    private @Nullable BlockReader open;

    RunReader(LogStore store, RunKey key, long segment, long position) {
        this.store = store;
        this.key = key;
        this.segment = segment;
        this.position = position;
    }

    /** The next block, or null when there is none yet. What has been deleted meanwhile is passed over. */
    public @Nullable Block next() throws IOException {
        while (true) {
            LogStore.Readable readable = store.readable(key, segment);
            if (readable == null) {
                return null;
            }
            if (readable.segment() != segment) {
                enter(readable.segment());
            }
            BlockReader reader = reader(readable);
            if (reader == null) {
                enter(segment + 1);
                continue;
            }
            long at = position < 0 ? readable.begin() : position;
            Block block = reader.read(at, readable.end());
            if (block != null) {
                position = at + reader.lastBytes();
                return block;
            }
            if (at < readable.end()) {
                LOG.warn("{} is damaged at {}; what lies behind is passed over", readable.file(), at);
            }
            position = readable.end();
            if (store.readable(key, segment + 1) == null) {
                return null;
            }
            enter(segment + 1);
        }
    }

    private void enter(long next) throws IOException {
        close();
        segment = next;
        position = -1;
    }

    private @Nullable BlockReader reader(LogStore.Readable readable) throws IOException {
        BlockReader reader = open;
        if (reader == null) {
            try {
                reader = BlockReader.open(readable.file());
            } catch (NoSuchFileException e) {
                return null;
            }
            open = reader;
        }
        return reader;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
