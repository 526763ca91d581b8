package io.shiplog.api.server;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.List;

/**
 * Sends a body piece by piece, each in a turn of its own of the connection's event loop: ten megabytes take tens of
 * milliseconds to encrypt, and whoever else has that loop is answered in between.
 */
final class LargeBody {

    private LargeBody() {}

    /** Ends the response with these pieces, one after the other; to be called on its event loop. */
    static void send(Context context, HttpServerResponse response, List<byte[]> pieces) {
        long length = pieces.stream().mapToLong(piece -> piece.length).sum();
        response.putHeader("Content-Length", Long.toString(length));
        next(context, response, pieces.iterator());
    }

    private static void next(Context context, HttpServerResponse response, Iterator<byte[]> pieces) {
        if (response.closed() || response.ended()) {
            return;
        }
        Buffer piece = Buffer.buffer(pieces.next());
        if (pieces.hasNext()) {
            var unused = response.write(piece); // a failure closes the response
            context.runOnContext(turn -> next(context, response, pieces));
        } else {
            response.end(piece);
        }
    }
}
