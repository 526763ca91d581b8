package io.shiplog.api.proto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf by hand, field by field, as the tests need it. */
final class ProtoBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static ProtoBytes message() {
        return new ProtoBytes();
    }

    /** A whole request body around an object message. */
    static byte[] body(String apiVersion, String kind, ProtoBytes object) {
        ProtoBytes unknown = message()
                .put(1, message().text(1, apiVersion).text(2, kind))
                .put(2, object)
                .text(3, "")
                .text(4, "");
        byte[] tail = unknown.bytes();
        byte[] whole = new byte[tail.length + 4];
        whole[0] = 'k';
        whole[1] = '8';
        whole[2] = 's';
        System.arraycopy(tail, 0, whole, 4, tail.length);
        return whole;
    }

    ProtoBytes number(int field, long value) {
        varint(field * 8L);
        varint(value);
        return this;
    }

    ProtoBytes text(int field, String value) {
        return put(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoBytes put(int field, ProtoBytes message) {
        return put(field, message.bytes());
    }

    ProtoBytes put(int field, byte[] value) {
        varint(field * 8L + 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    ProtoBytes entry(int field, String key, ProtoBytes value) {
        return put(field, message().text(1, key).put(2, value));
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
