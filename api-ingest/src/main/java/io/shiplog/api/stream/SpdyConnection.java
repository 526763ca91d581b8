package io.shiplog.api.stream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of one SPDY/3.1 connection as kubectl uses it: the client opens streams, nobody counts
 * windows. Since
 * all streams share the wire, a stream that takes no more stops the reading of all. Lives on one event loop.
 */
final class SpdyConnection {

    /** Streams of one connection that may be open at a time; two a forwarded connection. */
    static final int STREAMS_MAX = 600;
    /** Between two pings of ours. */
    static final long PING_MILLIS = 10_000;
    /** Pings in whose time nothing at all was heard, after which the client counts as dead. */
    static final int SILENT_MAX = 6;

    private static final Logger LOG = LoggerFactory.getLogger(SpdyConnection.class);
    private static final int REFUSED_STREAM = 3;

    /** Who uses the streams. */
    interface Owner {
        /** The client has opened a stream. */
        void opened(SpdyStream stream);

        /** There is room again for what is sent. */
        void drained();

        /** It is over. Said once. */
        void closed();
    }

    private final Vertx vertx;
    private final Wire wire;
    private final Owner owner;
    private final SpdyHeaders headers = new SpdyHeaders();
    private final SpdyFrames frames = new SpdyFrames(new Frames());
    private final Map<Integer, SpdyStream> streams = new LinkedHashMap<>();
    private final Set<Object> holders = new LinkedHashSet<>();
    private final long pinger;
    private int pings;
    private int silent;
    private boolean closed;

    SpdyConnection(Vertx vertx, Wire wire, Owner owner) {
        this.vertx = vertx;
        this.wire = wire;
        this.owner = owner;
        this.pinger = vertx.setPeriodic(PING_MILLIS, tick -> ping());
    }

    /** Starts to read. */
    void start() {
        wire.in().handler(this::take);
        wire.in().exceptionHandler(broken -> close());
        wire.out().drainHandler(room -> owner.drained());
        wire.onClose().accept(gone -> over());
    }

    private void take(Buffer bytes) {
        silent = 0;
        try {
            frames.take(bytes);
        } catch (SpdyException e) {
            LOG.debug("a client's SPDY connection is closed: {}", e.getMessage());
            close();
        }
    }

    private final class Frames implements SpdyFrames.Sink {
        @Override
        public void control(int type, int flags, Buffer payload) throws SpdyException {
            if (closed) {
                return;
            }
            switch (type) {
                case SpdyFrames.SYN_STREAM -> open(flags, payload);
                // Nobody needs these headers, but the next block cannot be read without them.
                case SpdyFrames.SYN_REPLY, SpdyFrames.HEADERS -> headers.read(tail(payload, 4));
                case SpdyFrames.RST_STREAM -> reset(payload);
                case SpdyFrames.PING -> pong(payload);
                default -> LOG.trace("a SPDY frame of type {} needs no answer", type);
            }
        }

        @Override
        public void data(int id, Buffer piece, boolean last) {
            SpdyStream stream = streams.get(id);
            if (stream == null || stream.clientEnded) {
                return;
            }
            if (piece.length() > 0) {
                stream.data(piece);
            }
            if (last) {
                ended(stream);
            }
        }
    }

    private void open(int flags, Buffer payload) throws SpdyException {
        Map<String, String> read = headers.read(tail(payload, 10));
        int id = payload.getInt(0) & 0x7fffffff;
        if (streams.size() >= STREAMS_MAX || streams.containsKey(id)) {
            send(SpdyFrames.control(
                    SpdyFrames.RST_STREAM, 0, Buffer.buffer().appendInt(id).appendInt(REFUSED_STREAM)));
            return;
        }
        SpdyStream stream = new SpdyStream(this, id, read);
        streams.put(id, stream);
        Buffer reply = Buffer.buffer().appendInt(id).appendBytes(headers.write(Map.of()));
        send(SpdyFrames.control(SpdyFrames.SYN_REPLY, 0, reply));
        owner.opened(stream);
        if ((flags & SpdyFrames.FLAG_FIN) != 0) {
            ended(stream);
        }
    }

    private static byte[] tail(Buffer payload, int from) throws SpdyException {
        if (payload.length() < from) {
            throw new SpdyException("a control frame is cut off");
        }
        return payload.getBytes(from, payload.length());
    }

    private void ended(SpdyStream stream) {
        stream.clientEnded = true;
        stream.end();
        forget(stream);
    }

    private void reset(Buffer payload) throws SpdyException {
        if (payload.length() < Integer.BYTES) {
            throw new SpdyException("a control frame is cut off");
        }
        SpdyStream stream = streams.remove(payload.getInt(0) & 0x7fffffff);
        if (stream != null) {
            stream.clientEnded = true;
            stream.serverEnded = true;
            stream.reset();
        }
    }

    private void pong(Buffer payload) {
        // Odd numbers are the client's; even ones are answers to ours.
        if (payload.length() >= 4 && (payload.getInt(0) & 1) == 1) {
            send(SpdyFrames.control(SpdyFrames.PING, 0, payload));
        }
    }

    private void ping() {
        silent = holders.isEmpty() ? silent + 1 : 0;
        if (silent > SILENT_MAX) {
            close();
            return;
        }
        pings += 2;
        send(SpdyFrames.control(SpdyFrames.PING, 0, Buffer.buffer().appendInt(pings)));
    }

    void send(Buffer frame) {
        if (!closed) {
            wire.out().write(frame).onFailure(gone -> close());
        }
    }

    /** True while nothing more should be sent; the owner hears when that is over. */
    boolean full() {
        return !closed && wire.full();
    }

    /** Reads nothing more until everybody who holds has released. */
    void hold(Object holder) {
        if (holders.add(holder) && holders.size() == 1) {
            wire.in().pause();
        }
    }

    /** Takes a hold back. */
    void release(Object holder) {
        if (holders.remove(holder) && holders.isEmpty() && !closed) {
            wire.in().resume();
        }
    }

    void forget(SpdyStream stream) {
        if (stream.clientEnded && stream.serverEnded) {
            streams.remove(stream.id());
        }
    }

    /** Ends all. */
    void close() {
        wire.close().run();
        over();
    }

    private void over() {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(pinger);
        headers.close();
        List<SpdyStream> left = new ArrayList<>(streams.values());
        streams.clear();
        left.forEach(stream -> {
            stream.clientEnded = true;
            stream.serverEnded = true;
        });
        owner.closed();
    }
}
