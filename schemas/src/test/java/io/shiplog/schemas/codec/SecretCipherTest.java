package io.shiplog.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretCipherTest {

    private static final byte[] PLAIN = "swordfish".getBytes(StandardCharsets.UTF_8);
    private final SecretCipher cipher = new SecretCipher(new byte[32]);

    /** What the first release writes; data on disk looks like this, so never update it. */
    @Test
    void writesTheSameBytesAsTheFirstRelease() {
        assertThat(HexFormat.of().formatHex(cipher.encrypt("shop/db", PLAIN)))
                .isEqualTo("016907983a3e4d7402e15508da8908b0c2c4a4ddc84f31635f3157642e4f93fff4043a2a8bea1758646e");
    }

    @Test
    void cannotBeMovedToAnotherName() {
        byte[] encrypted = cipher.encrypt("shop/db", PLAIN);
        assertThat(cipher.decrypt("shop/db", encrypted)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> cipher.decrypt("shop/other", encrypted))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("belongs to another name");
    }

    @Test
    void keepsItsKeyInAFileThatOnlyTheOwnerReads(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("secrets.key");
        byte[] encrypted = SecretCipher.fromFile(file).encrypt("a", PLAIN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretCipher.fromFile(file).decrypt("a", encrypted)).isEqualTo(PLAIN);
    }

    @Test
    void refusesAFileWithoutAKey(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("secrets.key"), "hello");
        assertThatThrownBy(() -> SecretCipher.fromFile(file)).hasMessageContaining("holds no key for Secrets");
    }
}
