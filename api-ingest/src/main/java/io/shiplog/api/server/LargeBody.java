package io.shiplog.api.server;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.List;

/**
 * Sends a body piece by piece, each in a turn of its own of the connection's event loop and no sooner than the
 * connection takes it: ten megabytes take tens of milliseconds to encrypt, and what is answered in between to others,
 * or to other requests of the same connection, does not wait behind all of them.
 */
final class LargeBody {

    private final Context context;
    private final HttpServerResponse response;
    private final Iterator<byte[]> pieces;
    private boolean waits;

    private LargeBody(Context context, HttpServerResponse response, List<byte[]> pieces) {
        this.context = context;
        this.response = response;
        this.pieces = pieces.iterator();
    }

    /** Ends the response with these pieces, one after the other; to be called on its event loop. */
    static void send(Context context, HttpServerResponse response, List<byte[]> pieces) {
        long length = pieces.stream().mapToLong(piece -> piece.length).sum();
        response.putHeader("Content-Length", Long.toString(length));
        LargeBody body = new LargeBody(context, response, pieces);
        response.drainHandler(room -> body.resume());
        body.next();
    }

    private void resume() {
        if (waits) {
            waits = false;
            next();
        }
    }

    private void next() {
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.writeQueueFull()) {
            waits = true;
            return;
        }
        Buffer piece = Buffer.buffer(pieces.next());
        if (pieces.hasNext()) {
            var unused = response.write(piece); // a failure closes the response
            context.runOnContext(turn -> next());
        } else {
            response.end(piece);
        }
    }
}
