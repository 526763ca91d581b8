package io.shiplog.schemas.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must not be readable on a topic: AES-256-GCM whose nonce is derived from the text, so that equal input
 * gives equal output and a replay writes the same bytes. What it gives away is equality of two texts under one name.
 *
 * <p>Layout: one byte 1, four bytes naming the key, twelve bytes nonce, then ciphertext and tag. JSON never begins with
 * byte 1, so plain and encrypted are told apart by the first byte. Thread-safe.
 */
public final class SecretCipher {

    private static final byte FORMAT = 1;
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

    private final SecretKeySpec encryption;
    private final SecretKeySpec nonces;
    private final byte[] keyId;
    private final String internalToken;

    /** A cipher under a master key of 32 bytes; the keys in use are derived from it. */
    public SecretCipher(byte[] masterKey) {
        if (masterKey.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key for Secrets must have " + KEY_BYTES + " bytes, this one has " + masterKey.length);
        }
        SecretKeySpec master = new SecretKeySpec(masterKey, "HmacSHA256");
        this.encryption = new SecretKeySpec(mac(master, text("shiplog secret encryption")), "AES");
        this.nonces = new SecretKeySpec(mac(master, text("shiplog secret nonce")), "HmacSHA256");
        this.keyId = Arrays.copyOf(mac(master, text("shiplog secret key id")), KEY_ID_BYTES);
        this.internalToken = HexFormat.of().formatHex(mac(master, text("shiplog internal read protocol")));
    }

    /** What processes that share this key show each other; nothing about the key follows from it. */
    public String internalToken() {
        return internalToken;
    }

    /**
     * The cipher whose key is in this file (base64 of 32 bytes); made with a new random key, readable by its owner
     * only,
     * when there is no such file. Whoever has a copy of the topics and not of this file cannot read Secrets.
     */
    public static SecretCipher fromFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            try (var out = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(Base64.getEncoder().encode(key)));
            } catch (FileAlreadyExistsException e) {
                // Another process of this cluster was faster; its key is the key.
            }
        }
        String stored = Files.readString(file).strip();
        try {
            return new SecretCipher(Base64.getDecoder().decode(stored));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no key for Secrets (base64 of " + KEY_BYTES + " bytes)", e);
        }
    }

    /** True when these bytes were made by {@link #encrypt}, under whatever key. */
    public static boolean isEncrypted(ByteBuffer bytes) {
        return bytes.remaining() >= HEAD_BYTES && bytes.get(bytes.position()) == FORMAT;
    }

    /**
     * Encrypts.
     *
     * @param name what the text belongs to; decryption under another name fails, so that no ciphertext can be moved
     */
    public byte[] encrypt(String name, byte[] plain) {
        byte[] nonce = Arrays.copyOf(mac(nonces, text(name), new byte[] {0}, plain), NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, name, nonce);
            byte[] out = new byte[HEAD_BYTES + cipher.getOutputSize(plain.length)];
            out[0] = FORMAT;
            System.arraycopy(keyId, 0, out, 1, KEY_ID_BYTES);
            System.arraycopy(nonce, 0, out, 1 + KEY_ID_BYTES, NONCE_BYTES);
            cipher.doFinal(plain, 0, plain.length, out, HEAD_BYTES);
            return out;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot encrypt with AES-GCM", e);
        }
    }

    /** Decrypts. Throws {@link UndecodableRecordException} for another key, another name, or changed bytes. */
    public byte[] decrypt(String name, byte[] encrypted) {
        if (!isEncrypted(ByteBuffer.wrap(encrypted))) {
            throw new UndecodableRecordException("not an encrypted Secret");
        }
        if (!Arrays.equals(encrypted, 1, 1 + KEY_ID_BYTES, keyId, 0, KEY_ID_BYTES)) {
            throw new UndecodableRecordException("the Secret is encrypted under another key than this process has");
        }
        byte[] nonce = Arrays.copyOfRange(encrypted, 1 + KEY_ID_BYTES, HEAD_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, name, nonce)
                    .doFinal(encrypted, HEAD_BYTES, encrypted.length - HEAD_BYTES);
        } catch (GeneralSecurityException e) {
            throw new UndecodableRecordException("the encrypted Secret was changed or belongs to another name", e);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(text(name));
        return cipher;
    }

    private static byte[] mac(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
