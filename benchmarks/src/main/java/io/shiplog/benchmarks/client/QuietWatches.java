package io.shiplog.benchmarks.client;

import io.shiplog.benchmarks.BenchException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Watches of one connection on which nothing is expected: opened and then left alone. HTTP/2 by hand, since a client
 * library would have threads and buffers for each connection, and thousands of them share the machine with what is
 * measured.
 */
public final class QuietWatches implements AutoCloseable {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int PATIENCE_MILLIS = 30_000;

    /** Types and flags of frames, RFC 9113. */
    private static final int HEADERS = 1;

    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    /** Fields of requests, RFC 7541: two whole ones, and names whose value follows and is remembered. */
    private static final int METHOD_GET = 0x82;

    private static final int SCHEME_HTTPS = 0x87;
    private static final int AUTHORITY = 0x41;
    private static final int PATH = 0x44;
    private static final int ACCEPT = 0x53;
    private static final int USER_AGENT = 0x7a;
    /** The field {@code :status: 200}, whole. */
    private static final int STATUS_OK = 0x88;

    private static final int LENGTH_OF_ONE_BYTE_MAX = 126;

    private final SSLSocket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final String authority;

    /** A frame as far as it is looked at. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read once
    private record Frame(int type, int flags, byte[] payload) {

        /** The first field, which is the status; a priority may stand before it. */
        int firstField() {
            int at = (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
            return at < payload.length ? payload[at] & 0xff : -1;
        }
    }

    private QuietWatches(Credentials credentials) throws IOException {
        String host = credentials.server().getHost();
        int port = credentials.server().getPort();
        authority = host + ":" + port;
        socket = (SSLSocket) credentials.tls().getSocketFactory().createSocket(host, port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        out = new BufferedOutputStream(socket.getOutputStream(), 1024);
        in = new DataInputStream(socket.getInputStream());
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /**
     * Opens one connection and so many watches on it, and returns when all have begun. Throws BenchException when one
     * is refused.
     */
    public static QuietWatches open(Credentials credentials, String path, int count) {
        try {
            QuietWatches made = new QuietWatches(credentials);
            for (int i = 0; i < count; i++) {
                made.frame(HEADERS, END_STREAM_AND_HEADERS, 2 * i + 1, made.request(path));
            }
            made.out.flush();
            made.awaitBegun(path, count);
            return made;
        } catch (IOException e) {
            throw new BenchException("the watches " + path + " cannot be opened: " + e, e);
        }
    }

    private void awaitBegun(String path, int count) throws IOException {
        for (int begun = 0; begun < count; ) {
            Frame frame = read();
            if (frame.type == SETTINGS && frame.flags != ACK) {
                frame(SETTINGS, ACK, 0, new byte[0]);
                out.flush();
            } else if (frame.type == HEADERS) {
                if (frame.firstField() != STATUS_OK) {
                    throw new BenchException("the watch " + path + " was refused: "
                            + HexFormat.of().formatHex(frame.payload));
                }
                begun++;
            }
        }
    }

    private Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        return new Frame(type, flags, in.readNBytes(length));
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(stream >> shift);
        }
        out.write(payload);
    }

    private byte[] request(String path) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        fields.write(METHOD_GET);
        fields.write(SCHEME_HTTPS);
        field(fields, AUTHORITY, authority);
        field(fields, PATH, path);
        field(fields, ACCEPT, "application/json");
        field(fields, USER_AGENT, "shiplog-benchmarks/v0.1.0 (linux/amd64)");
        return fields.toByteArray();
    }

    private static void field(ByteArrayOutputStream to, int name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        to.write(name);
        to.write(Math.min(bytes.length, LENGTH_OF_ONE_BYTE_MAX + 1));
        if (bytes.length > LENGTH_OF_ONE_BYTE_MAX) {
            // Fits while the value is shorter than 255 bytes, and paths of watches are.
            to.write(bytes.length - LENGTH_OF_ONE_BYTE_MAX - 1);
        }
        to.writeBytes(bytes);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BenchException("the watches cannot be closed: " + e, e);
        }
    }
}
