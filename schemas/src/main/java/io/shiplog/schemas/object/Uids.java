package io.shiplog.schemas.object;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Identity comes from the log: uids and name suffixes are hashes of where in which input an object was born. */
public final class Uids {

    /** The alphabet of generated names (k8s.io/apimachinery rand): no vowels, nothing that looks alike. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private Uids() {}

    /** The uid of the index-th object created by the input at these coordinates. Same arguments, same uid. */
    public static String derive(String clusterId, String topic, int partition, long offset, int index) {
        byte[] hash = sha256(clusterId + "|" + topic + "|" + partition + "|" + offset + "|" + index);
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = (bytes.getLong() & ~0xF000L) | 0x8000L; // version 8: custom, RFC 9562
        long low = (bytes.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** A name suffix of length characters; attempt 0 first, then 1, 2 … on collision. */
    public static String suffix(String uid, int attempt, int length) {
        byte[] hash = sha256(uid + "#" + attempt);
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(ALPHABET.charAt((hash[i] & 0xff) % ALPHABET.length()));
        }
        return out.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
