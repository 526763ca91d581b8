package io.shiplog.standalone.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.schemas.object.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Plain requests to the API with the client certificate of a kubeconfig, for what kubectl never asks. */
final class Https {

    static final String JSON = "application/json";
    static final String MERGE = "application/merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";

    private static final char[] NO_PASSWORD = new char[0];
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI server;
    private final HttpClient client;

    private Https(URI server, SSLContext tls) {
        this.server = server;
        this.client = HttpClient.newBuilder().sslContext(tls).build();
    }

    static Https of(Path kubeconfig) throws IOException, GeneralSecurityException {
        ObjectNode config = (ObjectNode) new YAMLMapper().readTree(Files.readAllBytes(kubeconfig));
        ObjectNode cluster = Json.ensure(Json.objectsAt(config, "clusters").get(0), "cluster");
        ObjectNode user = Json.ensure(Json.objectsAt(config, "users").get(0), "user");
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, NO_PASSWORD);
        Certificate[] chain = {certificate(pem(user, "client-certificate-data"))};
        keys.setKeyEntry("client", key(pem(user, "client-key-data")), NO_PASSWORD, chain);
        keys.setCertificateEntry("authority", certificate(pem(cluster, "certificate-authority-data")));
        KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        mine.init(keys, NO_PASSWORD);
        TrustManagerFactory theirs = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        theirs.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(mine.getKeyManagers(), theirs.getTrustManagers(), null);
        return new Https(URI.create(Json.textAt(cluster, "server")), tls);
    }

    private static byte[] pem(ObjectNode of, String field) {
        return Base64.getDecoder().decode(Json.textAt(of, field));
    }

    private static Certificate certificate(byte[] pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static PrivateKey key(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        byte[] encoded = Base64.getMimeDecoder().decode(text);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** A read; further arguments are header names and values. */
    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    /** Any request; the body goes out only when it is not empty. */
    HttpResponse<byte[]> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
        builder.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder.build();
    }

    /** Any request with a JSON body of a content type; the answer's JSON. */
    ObjectNode json(String method, String path, String contentType, String body)
            throws IOException, InterruptedException {
        return Json.parse(send(method, path, body, "Content-Type", contentType).body());
    }

    ObjectNode json(String path) throws IOException, InterruptedException {
        return Json.parse(get(path).body());
    }

    /** The events of a watch that ends by itself: give timeoutSeconds in the path. */
    List<ObjectNode> watch(String path, String... headers) throws IOException, InterruptedException {
        try (Stream<String> lines = client.send(request("GET", path, "", headers), BodyHandlers.ofLines())
                .body()) {
            return lines.map(line -> Json.parse(line)).toList();
        }
    }

    /** The events of a watch as they come; close it to end it. */
    Stream<ObjectNode> watching(String path) throws IOException, InterruptedException {
        return client.send(request("GET", path, ""), BodyHandlers.ofLines())
                .body()
                .map(line -> Json.parse(line));
    }
}
