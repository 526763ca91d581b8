package io.shiplog.api.stream;

import io.vertx.core.buffer.Buffer;

/**
 * Cuts a stream of bytes into SPDY/3.1 frames. Data is handed on as it comes, so that no frame has to fit into memory;
 * control frames are small and handed on whole.
 */
final class SpdyFrames {

    static final int SYN_STREAM = 1;
    static final int SYN_REPLY = 2;
    static final int RST_STREAM = 3;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int HEADERS = 8;
    static final int FLAG_FIN = 1;

    /** Bytes of one control frame. */
    static final int CONTROL_BYTES_MAX = 64 * 1024;

    private static final int HEAD_BYTES = 8;
    private static final int VERSION = 3;

    /** Who takes the frames. */
    interface Sink {
        /** A control frame, whole. */
        void control(int type, int flags, Buffer payload) throws SpdyException;

        /**
         * A piece of a stream's data.
         *
         * @param last the sender will send no more on this stream
         */
        void data(int stream, Buffer piece, boolean last) throws SpdyException;
    }

    private final Sink sink;
    private Buffer rest = Buffer.buffer();
    /** Of the data frame under way. */
    private int stream;

    private int flags;
    private int missing;

    SpdyFrames(Sink sink) {
        this.sink = sink;
    }

    /** Takes bytes as the network cuts them. */
    void take(Buffer bytes) throws SpdyException {
        Buffer in = rest.length() == 0 ? bytes : rest.appendBuffer(bytes);
        rest = Buffer.buffer();
        int at = 0;
        while (at < in.length()) {
            int used = missing > 0 ? data(in, at) : frame(in, at);
            if (used == 0) {
                rest = in.getBuffer(at, in.length());
                return;
            }
            at += used;
        }
    }

    private int data(Buffer in, int at) throws SpdyException {
        int used = Math.min(missing, in.length() - at);
        missing -= used;
        sink.data(stream, in.getBuffer(at, at + used), missing == 0 && (flags & FLAG_FIN) != 0);
        return used;
    }

    /** Bytes used; 0 when more have to come first. */
    private int frame(Buffer in, int at) throws SpdyException {
        if (in.length() - at < HEAD_BYTES) {
            return 0;
        }
        int first = in.getInt(at);
        int length = in.getMedium(at + 5) & 0xffffff;
        if (first >= 0) {
            stream = first;
            flags = in.getByte(at + 4);
            missing = length;
            if (length == 0) {
                sink.data(stream, Buffer.buffer(), (flags & FLAG_FIN) != 0);
            }
            return HEAD_BYTES;
        }
        if (((first >>> 16) & 0x7fff) != VERSION) {
            throw new SpdyException("SPDY version " + ((first >>> 16) & 0x7fff) + " instead of 3");
        }
        if (length > CONTROL_BYTES_MAX) {
            throw new SpdyException("a control frame of " + length + " bytes");
        }
        if (in.length() - at < HEAD_BYTES + length) {
            return 0;
        }
        Buffer payload = in.getBuffer(at + HEAD_BYTES, at + HEAD_BYTES + length);
        sink.control(first & 0xffff, in.getByte(at + 4) & 0xff, payload);
        return HEAD_BYTES + length;
    }

    /** A control frame. */
    static Buffer control(int type, int flags, Buffer payload) {
        return Buffer.buffer(HEAD_BYTES + payload.length())
                .appendInt(0x80000000 | VERSION << 16 | type)
                .appendByte((byte) flags)
                .appendMedium(payload.length())
                .appendBuffer(payload);
    }

    /** A data frame. */
    static Buffer data(int stream, int flags, Buffer payload) {
        return Buffer.buffer(HEAD_BYTES + payload.length())
                .appendInt(stream)
                .appendByte((byte) flags)
                .appendMedium(payload.length())
                .appendBuffer(payload);
    }
}
