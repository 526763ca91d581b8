package io.shiplog.api.stream;

import io.shiplog.schemas.object.StatusException;
import io.vertx.core.http.WebSocket;

/** Small things that all bridges do with WebSockets. */
final class Sockets {

    private Sockets() {}

    /** Closes what is open. */
    static void close(WebSocket socket) {
        if (!socket.isClosed()) {
            var unused = socket.close();
        }
    }

    /** What is said of an executor that went away in the middle. */
    static StatusException lost() {
        return StatusException.of(
                500,
                "InternalError",
                "Internal error occurred: the connection to the node was lost before the stream had ended");
    }
}
