package io.shiplog.executor.runtime.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * grpc.health.v1.Health/Check over HTTP/2 in clear text. One call on one connection needs so little of both protocols
 * that its frames are written by hand: the JDK's client speaks HTTP/2 in clear text only by an upgrade that gRPC
 * servers do not know.
 */
final class GrpcCheck {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int FRAME_BYTES_MAX = 16 * 1024;
    private static final int MESSAGE_BYTES_MAX = 4 * 1024;
    private static final int SERVING = 1;
    private static final List<String> STATES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    private GrpcCheck() {}

    /** SERVING is success. */
    static Result check(Handler.Grpc grpc, String host, long timeoutMillis) {
        String at = host + ":" + grpc.port();
        try (TimedSocket socket = TimedSocket.connect(host, grpc.port(), timeoutMillis, false)) {
            try {
                socket.out().write(request(at, grpc.service()));
                socket.out().flush();
                return answer(read(socket));
            } catch (SocketTimeoutException e) {
                return Result.failure("timeout: health rpc did not complete within " + timeoutMillis / 1000 + "s");
            } catch (IOException e) {
                return Result.failure("error: health rpc failed: " + e.getMessage());
            }
        } catch (SocketTimeoutException e) {
            return Result.failure("timeout: failed to connect service \"" + at + "\" within " + timeoutMillis / 1000
                    + "s: context deadline exceeded");
        } catch (IOException e) {
            return Result.failure(
                    "error: failed to connect service at \"" + at + "\": " + TimedSocket.words(e, host, grpc.port()));
        }
    }

    /** Preface, settings, headers and the one message, all at once. */
    static byte[] request(String authority, String service) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE);
        frame(out, SETTINGS, 0, 0, new byte[0]);
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":method", "POST");
        header(headers, ":scheme", "http");
        header(headers, ":path", "/grpc.health.v1.Health/Check");
        header(headers, ":authority", authority);
        header(headers, "content-type", "application/grpc");
        header(headers, "user-agent", "kube-probe/1.32");
        header(headers, "te", "trailers");
        frame(out, HEADERS, END_HEADERS, 1, headers.toByteArray());
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        if (name.length > 0) {
            message.write(0x0a);
            varint(message, name.length);
            message.writeBytes(name);
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(0);
        number(data, message.size(), 4);
        data.writeBytes(message.toByteArray());
        frame(out, DATA, END_STREAM, 1, data.toByteArray());
        return out.toByteArray();
    }

    /** Literal without indexing, without Huffman coding. */
    private static void header(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        text(out, name);
        text(out, value);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int full = 0x7f;
        if (bytes.length < full) {
            out.write(bytes.length);
        } else {
            out.write(full);
            varint(out, bytes.length - full);
        }
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((rest & 0x7f) | 0x80);
        }
        out.write(rest);
    }

    private static void number(ByteArrayOutputStream out, int value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.write(value >>> shift);
        }
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        number(out, payload.length, 3);
        out.write(type);
        out.write(flags);
        number(out, stream, 4);
        out.writeBytes(payload);
    }

    /** The bytes of the answer's DATA; empty when the server answered with a status only. */
    private static byte[] read(TimedSocket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.in());
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int lengthAndType = in.readInt();
            int type = lengthAndType & 0xff;
            int length = lengthAndType >>> 8;
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            if (length > FRAME_BYTES_MAX) {
                throw new IOException("http2: frame too large");
            }
            byte[] payload = in.readNBytes(length);
            acknowledge(socket, type, flags, payload);
            if (type == GOAWAY || (type == RST_STREAM && stream == 1)) {
                throw new IOException("the server closed the stream");
            }
            if (type == DATA && stream == 1) {
                int padding = (flags & PADDED) == 0 || payload.length == 0 ? 0 : 1 + (payload[0] & 0xff);
                int from = padding == 0 ? 0 : 1;
                message.write(payload, from, Math.max(0, payload.length - padding));
                if (message.size() > MESSAGE_BYTES_MAX) {
                    throw new IOException("the answer is larger than " + MESSAGE_BYTES_MAX + " bytes");
                }
            }
            if (stream == 1 && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                return message.toByteArray();
            }
        }
    }

    private static void acknowledge(TimedSocket socket, int type, int flags, byte[] payload) throws IOException {
        if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
            ByteArrayOutputStream ack = new ByteArrayOutputStream();
            frame(ack, type, ACK, 0, type == PING ? payload : new byte[0]);
            socket.out().write(ack.toByteArray());
            socket.out().flush();
        }
    }

    /** Reads HealthCheckResponse. A status without a message is how a server says that it has no such method. */
    static Result answer(byte[] data) {
        if (data.length < 5) {
            return Result.failure(
                    "error: this server does not implement the grpc health protocol" + " (grpc.health.v1.Health)");
        }
        int state = 0;
        if (data.length >= 7 && data[5] == 0x08) {
            state = data[6];
        }
        String name = state >= 0 && state < STATES.size() ? STATES.get(state) : String.valueOf(state);
        return state == SERVING
                ? Result.SUCCESS
                : Result.failure("service unhealthy (responded with \"" + name + "\")");
    }
}
