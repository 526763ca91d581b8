package io.shiplog.api.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a request's body up to Kubernetes' limit. */
final class BodyReader {

    /** Kubernetes' limit for a request's body. */
    static final int MAX_BYTES = 3 * 1024 * 1024;

    private @Nullable Buffer collected;
    private boolean tooLarge;
    private @Nullable Consumer<byte @Nullable []> whole;

    private BodyReader(Consumer<byte @Nullable []> whole) {
        this.whole = whole;
    }

    /** Calls back once with the body, or with null when it is too large; what is too much is read and thrown away. */
    static void read(HttpServerRequest request, Consumer<byte @Nullable []> whole) {
        BodyReader reader = new BodyReader(whole);
        request.handler(reader::take);
        request.endHandler(end -> reader.end());
    }

    /** The server holds on to what it called as long as the answer takes, and a watch takes long. */
    private void end() {
        Consumer<byte @Nullable []> told = whole;
        Buffer body = collected;
        whole = null;
        collected = null;
        if (told != null) {
            told.accept(tooLarge ? null : body == null ? new byte[0] : body.getBytes());
        }
    }

    private void take(Buffer part) {
        Buffer body = collected == null ? Buffer.buffer() : collected;
        tooLarge |= body.length() + part.length() > MAX_BYTES;
        collected = tooLarge ? null : body.appendBuffer(part);
    }
}
