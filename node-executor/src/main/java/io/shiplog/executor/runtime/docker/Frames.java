package io.shiplog.executor.runtime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The engine's way to send stdout and stderr over one connection: eight bytes that say which and how much, then so
 * many bytes.
 */
final class Frames {

    private static final int HEADER_BYTES = 8;
    private static final int STDERR = 2;
    /** The engine's frames have 32 KiB at most; Podman's as much as a line. */
    private static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

    /** One piece of output. */
    record Frame(boolean stderr, byte[] payload) {}

    private Frames() {}

    /** The next one, or null at the end. A stream that ends within one has broken off: IOException. */
    static @Nullable Frame next(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length == 0) {
            return null;
        }
        if (header.length < HEADER_BYTES) {
            throw new IOException("the engine's stream broke off");
        }
        int length = ByteBuffer.wrap(header, 4, 4).getInt();
        if (length < 0 || length > FRAME_BYTES_MAX) {
            throw new IOException("the engine's stream holds a frame of " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("the engine's stream broke off");
        }
        return new Frame(header[0] == STDERR, payload);
    }
}
