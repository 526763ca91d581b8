package io.shiplog.api.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the protobuf wire format from a piece of an array: tags, varints and length-delimited pieces. Every method
 * throws
 * MalformedProtobufException, with the byte's position in the whole body, when the piece ends too early.
 */
final class WireReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    /** A varint of 64 bits has at most ten bytes. */
    private static final int VARINT_BITS = 70;

    private final byte[] bytes;
    private final int end;
    private int at;

    WireReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean atEnd() {
        return at >= end;
    }

    /** Position in the whole body. */
    int position() {
        return at;
    }

    /** Field number and wire type as protobuf packs them: number × 8 + type. */
    int tag() {
        int start = at;
        long tag = varint();
        if (tag < 8 || tag > Integer.MAX_VALUE) {
            throw new MalformedProtobufException("illegal tag", start);
        }
        return (int) tag;
    }

    long varint() {
        int start = at;
        long out = 0;
        for (int shift = 0; shift < VARINT_BITS; shift += 7) {
            if (at >= end) {
                throw new MalformedProtobufException("unexpected end of a varint", start);
            }
            byte next = bytes[at++];
            out |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return out;
            }
        }
        throw new MalformedProtobufException("varint longer than ten bytes", start);
    }

    /** A length and as many bytes, as a reader of its own. */
    WireReader piece() {
        int start = at;
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new MalformedProtobufException("length " + length + " reaches past the end", start);
        }
        int from = at;
        at += (int) length;
        return new WireReader(bytes, from, at);
    }

    /** Everything that is left, as UTF-8. */
    String text() {
        String out = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end;
        return out;
    }

    /** Everything that is left. */
    byte[] rest() {
        byte[] out = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return out;
    }

    /** Passes over the value of a field that nobody knows. */
    void skip(int wireType) {
        int start = at;
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case LENGTH_DELIMITED -> piece();
            case FIXED32 -> advance(4);
            default -> throw new MalformedProtobufException("illegal wire type " + wireType, start);
        }
    }

    private void advance(int count) {
        if (count > end - at) {
            throw new MalformedProtobufException("unexpected end of a fixed number", at);
        }
        at += count;
    }
}
