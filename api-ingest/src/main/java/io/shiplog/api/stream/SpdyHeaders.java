package io.shiplog.api.stream;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Header blocks of one SPDY/3 connection. Each direction is one zlib stream over the whole life of the connection, with
 * the preset dictionary of the SPDY/3 draft, flushed at the end of each block; so every block has to pass here, in
 * order, also those that nobody wants.
 */
final class SpdyHeaders implements AutoCloseable {

    /** Bytes of one block, unpacked. */
    static final int BLOCK_BYTES_MAX = 64 * 1024;

    private static final int HEADERS_MAX = 100;
    private static final byte[] DICTIONARY = dictionary();

    private final Inflater inflater = new Inflater();
    private final Deflater deflater = new Deflater();

    SpdyHeaders() {
        deflater.setDictionary(DICTIONARY);
    }

    /** Unpacks a block; names in lower case, several values joined by NUL as they came. */
    Map<String, String> read(byte[] packed) throws SpdyException {
        ByteBuffer in = ByteBuffer.wrap(unpacked(packed));
        Map<String, String> out = new LinkedHashMap<>();
        int count = number(in, HEADERS_MAX);
        for (int i = 0; i < count; i++) {
            String name = text(in);
            out.put(name.toLowerCase(Locale.ROOT), text(in));
        }
        return out;
    }

    private byte[] unpacked(byte[] packed) throws SpdyException {
        inflater.setInput(packed);
        Buffer out = Buffer.buffer();
        byte[] piece = new byte[1024];
        try {
            while (true) {
                int got = inflater.inflate(piece);
                if (got > 0) {
                    out.appendBytes(piece, 0, got);
                } else if (inflater.needsDictionary()) {
                    inflater.setDictionary(DICTIONARY);
                } else {
                    return out.getBytes();
                }
                if (out.length() > BLOCK_BYTES_MAX) {
                    throw new SpdyException("a header block is larger than " + BLOCK_BYTES_MAX + " bytes");
                }
            }
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new SpdyException("a header block cannot be unpacked: " + e.getMessage());
        }
    }

    private static int number(ByteBuffer in, int max) throws SpdyException {
        if (in.remaining() < Integer.BYTES) {
            throw new SpdyException("a header block is cut off");
        }
        int out = in.getInt();
        if (out < 0 || out > max) {
            throw new SpdyException("a header block says " + out + " where " + max + " is the most");
        }
        return out;
    }

    private static String text(ByteBuffer in) throws SpdyException {
        int length = number(in, BLOCK_BYTES_MAX);
        if (in.remaining() < length) {
            throw new SpdyException("a header block is cut off");
        }
        byte[] out = new byte[length];
        in.get(out);
        return new String(out, StandardCharsets.UTF_8);
    }

    /** Packs a block. */
    byte[] write(Map<String, String> headers) {
        Buffer plain = Buffer.buffer().appendInt(headers.size());
        headers.forEach((name, value) -> {
            append(plain, name);
            append(plain, value);
        });
        deflater.setInput(plain.getBytes());
        Buffer out = Buffer.buffer();
        byte[] piece = new byte[1024];
        int got = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        while (got > 0) {
            out.appendBytes(piece, 0, got);
            got = got < piece.length ? 0 : deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        }
        return out.getBytes();
    }

    private static void append(Buffer to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.appendInt(bytes.length).appendBytes(bytes);
    }

    /** Gives native memory back. */
    @Override
    public void close() {
        inflater.end();
        deflater.end();
    }

    private static byte[] dictionary() {
        try (InputStream in = SpdyHeaders.class.getResourceAsStream("spdy3-dictionary.bin")) {
            if (in == null) {
                throw new IllegalStateException("spdy3-dictionary.bin is missing in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
