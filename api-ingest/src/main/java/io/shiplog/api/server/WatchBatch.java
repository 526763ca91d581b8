package io.shiplog.api.server;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a watch that go out together. They are shared with other watches and are not copied: TLS reads them where
 * they are, which is why only the server's internal buffers will do.
 */
final class WatchBatch {

    private final List<byte[]> frames = new ArrayList<>(1);
    private int bytes;

    /** A batch of one. */
    static Buffer of(byte[] frame) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(frame));
    }

    void add(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
    }

    int bytes() {
        return bytes;
    }

    /** All of them in their order; the batch is empty afterwards. */
    Buffer take() {
        Buffer out = frames.size() == 1
                ? of(frames.get(0))
                : BufferInternal.buffer(Unpooled.wrappedBuffer(frames.size(), frames.toArray(new byte[0][])));
        frames.clear();
        bytes = 0;
        return out;
    }
}
