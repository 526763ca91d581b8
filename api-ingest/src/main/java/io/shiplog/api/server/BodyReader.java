package io.shiplog.api.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a request's body up to Kubernetes' limit. */
final class BodyReader {

    /** Kubernetes' limit for a request's body. */
    static final int MAX_BYTES = 3 * 1024 * 1024;

    private Buffer collected = Buffer.buffer();
    private boolean tooLarge;

    private BodyReader() {}

    /** Calls back once with the body, or with null when it is too large; what is too much is read and thrown away. */
    static void read(HttpServerRequest request, Consumer<byte @Nullable []> whole) {
        BodyReader reader = new BodyReader();
        request.handler(reader::take);
        request.endHandler(end -> whole.accept(reader.tooLarge ? null : reader.collected.getBytes()));
    }

    private void take(Buffer part) {
        if (collected.length() + part.length() > MAX_BYTES) {
            tooLarge = true;
            collected = Buffer.buffer();
        }
        if (!tooLarge) {
            collected.appendBuffer(part);
        }
    }
}
