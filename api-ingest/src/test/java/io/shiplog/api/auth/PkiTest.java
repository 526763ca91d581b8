package io.shiplog.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path dir;

    @Test
    void keepsWhatStillFits() throws Exception {
        Pki first = Pki.open(dir, List.of(), NOW);
        String server = Files.readString(first.serverCertificate());
        Pki.open(dir, List.of(), NOW.plus(Duration.ofDays(100)));
        assertThat(Files.readString(first.serverCertificate())).isEqualTo(server);
    }

    @Test
    void renewsBeforeTheEndUnderTheSameAuthority() throws Exception {
        Pki first = Pki.open(dir, List.of(), NOW);
        String authority = Files.readString(first.authorityCertificate());
        String admin = Files.readString(first.adminCertificate());
        Pki.open(dir, List.of(), NOW.plus(Duration.ofDays(350)));
        assertThat(Files.readString(first.adminCertificate())).isNotEqualTo(admin);
        assertThat(Files.readString(first.authorityCertificate())).isEqualTo(authority);
    }

    @Test
    void aNewHostMakesANewServerCertificate() throws Exception {
        Pki first = Pki.open(dir, List.of(), NOW);
        String server = Files.readString(first.serverCertificate());
        Pki.open(dir, List.of("api.example.com", "10.1.2.3"), NOW);
        assertThat(PemFiles.readCertificate(first.serverCertificate()).getSubjectAlternativeNames())
                .anyMatch(name -> "api.example.com".equals(name.get(1)))
                .anyMatch(name -> "10.1.2.3".equals(name.get(1)));
        assertThat(Files.readString(first.serverCertificate())).isNotEqualTo(server);
    }

    @Test
    void filesAreTheirOwnersAlone() throws Exception {
        Pki pki = Pki.open(dir, List.of(), NOW);
        for (Path file : List.of(pki.serverKey(), pki.adminKey(), dir.resolve("ca.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void certificatesNameUserAndGroups() throws Exception {
        Pki pki = Pki.open(dir, List.of(), NOW);
        User user = new Authenticator(TokenFile.empty())
                .user(PemFiles.readCertificate(pki.adminCertificate()), header -> null, List.of());
        assertThat(user.name()).isEqualTo("shiplog-admin");
        assertThat(user.groups()).containsExactly(User.MASTERS, User.AUTHENTICATED);
        assertThat(user.master()).isTrue();
    }

    @Test
    void tokensNameUserAndGroups() throws Exception {
        Path file = dir.resolve("tokens.csv");
        Files.writeString(file, "# who\nabc,jane,7,\"dev,ops\"\n");
        User user = TokenFile.read(file).find("abc");
        assertThat(user).isEqualTo(new User("jane", List.of("dev", "ops", User.AUTHENTICATED), "7"));
        assertThat(TokenFile.read(file).find("abd")).isNull();
    }
}
