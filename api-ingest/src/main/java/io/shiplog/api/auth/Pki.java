package io.shiplog.api.auth;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The cluster's own certificate authority, the server's certificate and the admin's client certificate, kept in one
 * directory. Made when missing; server and admin are made anew when they run out within a month or no longer fit.
 */
public final class Pki {

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    /** Clocks of clients may be behind ours. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 64;
    private static final int SAN_IP = 7;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path dir;
    private final List<String> hosts;
    private final Instant now;

    private record Identity(X509Certificate certificate, PrivateKey key) {}

    private Pki(Path dir, List<String> hosts, Instant now) {
        this.dir = dir;
        this.hosts = hosts;
        this.now = now;
    }

    /**
     * Reads or makes everything.
     *
     * @param dir directory of the files; made when missing
     * @param extraHosts names and addresses under which clients reach the server, besides localhost and this
     * machine's name
     */
    public static Pki open(Path dir, List<String> extraHosts, Instant now) throws IOException {
        Set<String> hosts = new LinkedHashSet<>(List.of("127.0.0.1", "::1", "localhost"));
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A machine that does not know its own name is reached as localhost.
        }
        hosts.addAll(extraHosts);
        Pki pki = new Pki(dir, List.copyOf(hosts), now);
        try {
            pki.ensure();
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot make certificates in " + dir + ": " + e.getMessage(), e);
        }
        return pki;
    }

    public Path authorityCertificate() {
        return dir.resolve("ca.crt");
    }

    public Path serverCertificate() {
        return dir.resolve("server.crt");
    }

    public Path serverKey() {
        return dir.resolve("server.key");
    }

    public Path adminCertificate() {
        return dir.resolve("admin.crt");
    }

    public Path adminKey() {
        return dir.resolve("admin.key");
    }

    /** The file of bearer tokens, which may be missing. */
    public Path tokens() {
        return dir.resolve("tokens.csv");
    }

    private void ensure() throws IOException, GeneralSecurityException, OperatorCreationException {
        Identity authority = authority();
        if (!fits(serverCertificate(), serverKey(), authority)
                || !covers(PemFiles.readCertificate(serverCertificate()))) {
            X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.CN, "shiplog-api")
                    .build();
            leaf(authority, subject, KeyPurposeId.id_kp_serverAuth, serverCertificate(), serverKey());
        }
        if (!fits(adminCertificate(), adminKey(), authority)) {
            X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, User.MASTERS)
                    .addRDN(BCStyle.CN, "shiplog-admin")
                    .build();
            leaf(authority, subject, KeyPurposeId.id_kp_clientAuth, adminCertificate(), adminKey());
        }
    }

    private Identity authority() throws IOException, GeneralSecurityException, OperatorCreationException {
        Path key = dir.resolve("ca.key");
        if (Files.exists(key) && Files.exists(authorityCertificate())) {
            return new Identity(PemFiles.readCertificate(authorityCertificate()), PemFiles.readKey(key));
        }
        KeyPair pair = pair();
        // A serial in the name: an authority that is made anew is another one also for clients that know the old.
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, "shiplog-ca-" + now.getEpochSecond())
                .build();
        X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), AUTHORITY_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        Identity made = new Identity(sign(builder, pair.getPrivate()), pair.getPrivate());
        PemFiles.write(key, PemFiles.key(made.key));
        PemFiles.write(authorityCertificate(), PemFiles.certificate(made.certificate));
        return made;
    }

    private void leaf(Identity authority, X500Name subject, KeyPurposeId purpose, Path certificate, Path key)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = pair();
        X500Name issuer = X500Name.getInstance(
                authority.certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, subject, pair.getPublic(), LEAF_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        if (purpose.equals(KeyPurposeId.id_kp_serverAuth)) {
            alternativeNames(builder);
        }
        PemFiles.write(key, PemFiles.key(pair.getPrivate()));
        PemFiles.write(certificate, PemFiles.certificate(sign(builder, authority.key)));
    }

    private void alternativeNames(X509v3CertificateBuilder builder) throws CertIOException {
        List<GeneralName> names = new ArrayList<>();
        for (String host : hosts) {
            names.add(new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(new GeneralName[0])));
    }

    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    /** True when the pair is there, signed by this authority, and good for another month. */
    private boolean fits(Path certificate, Path key, Identity authority) throws IOException {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return false;
        }
        try {
            X509Certificate found = PemFiles.readCertificate(certificate);
            found.verify(authority.certificate.getPublicKey());
            return found.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** True when every wanted host is among the certificate's alternative names. */
    private boolean covers(X509Certificate certificate) throws IOException, GeneralSecurityException {
        Set<String> names = new LinkedHashSet<>();
        if (certificate.getSubjectAlternativeNames() == null) {
            return false;
        }
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
            String value = String.valueOf(name.get(1));
            boolean address = Integer.valueOf(SAN_IP).equals(name.get(0));
            names.add(address ? InetAddress.getByName(value).getHostAddress() : value);
        }
        for (String host : hosts) {
            if (!names.contains(isAddress(host) ? InetAddress.getByName(host).getHostAddress() : host)) {
                return false;
            }
        }
        return true;
    }
}
