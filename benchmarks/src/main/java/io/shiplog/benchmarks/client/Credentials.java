package io.shiplog.benchmarks.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.benchmarks.BenchException;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a kubeconfig with embedded certificates says: where the server is, whom to trust, who we are.
 *
 * @param server base URL of the API server
 * @param keys the client certificate and its key
 * @param trust trusts the cluster's authority alone
 * @param tls both, for clients that take it whole
 */
public record Credentials(URI server, X509KeyManager keys, X509TrustManager trust, SSLContext tls) {

    private static final char[] NO_PASSWORD = {};

    /** Reads the first cluster and the first user. Throws BenchException when the file does not hold them. */
    public static Credentials of(Path kubeconfig) {
        try {
            JsonNode file = new YAMLMapper().readTree(kubeconfig.toFile());
            JsonNode cluster = first(file, "clusters", "cluster");
            JsonNode user = first(file, "users", "user");
            X509KeyManager keys = keys(data(user, "client-certificate-data"), data(user, "client-key-data"));
            X509TrustManager trust = trust(data(cluster, "certificate-authority-data"));
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return new Credentials(URI.create(Json.textAt(cluster, "server")), keys, trust, tls);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new BenchException(kubeconfig + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static JsonNode first(JsonNode file, String list, String entry) {
        return Json.objectsAt(file, list).stream()
                .map(item -> Json.at(item, entry))
                .filter(found -> found != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + entry + " in it"));
    }

    private static byte[] data(JsonNode from, String field) {
        return Base64.getDecoder().decode(Json.textAt(from, field));
    }

    private static X509TrustManager trust(byte[] authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        trusted.setCertificateEntry("authority", certificate(authority));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static X509KeyManager keys(byte[] certificate, byte[] key) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry("me", key(key), NO_PASSWORD, new Certificate[] {certificate(certificate)});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, NO_PASSWORD);
        return (X509KeyManager) factory.getKeyManagers()[0];
    }

    private static Certificate certificate(byte[] pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static PrivateKey key(byte[] pem) throws GeneralSecurityException {
        String base64 = new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----|\\s", "");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
    }
}
