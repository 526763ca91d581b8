package io.shiplog.api.stream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.Consumer;

/** A connection that carries bytes both ways: a raw socket, or the binary messages of a WebSocket laid end to end. */
record Wire(ReadStream<Buffer> in, WriteStream<Buffer> out, Runnable close, Consumer<Handler<Void>> onClose) {

    /** True while nothing more should be written. */
    boolean full() {
        boolean gone = out instanceof WebSocket tunnel && tunnel.isClosed();
        return !gone && out.writeQueueFull();
    }

    static Wire of(NetSocket socket) {
        return new Wire(
                socket,
                socket,
                () -> {
                    var unused = socket.close();
                },
                socket::closeHandler);
    }

    static Wire of(WebSocket tunnel) {
        return new Wire(
                tunnel,
                tunnel,
                () -> {
                    if (!tunnel.isClosed()) {
                        var unused = tunnel.close();
                    }
                },
                tunnel::closeHandler);
    }
}
