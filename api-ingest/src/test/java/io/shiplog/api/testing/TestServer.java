package io.shiplog.api.testing;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shiplog.api.auth.Kubeconfig;
import io.shiplog.api.auth.Pki;
import io.shiplog.api.endpoint.Endpoints;
import io.shiplog.api.server.ApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real server on a free port over a {@link MemoryBackend}, and clients that trust it. */
public final class TestServer implements AutoCloseable {

    private static final char[] PASSWORD = "x".toCharArray();

    private final Pki pki;
    private final ExecutorService work = Executors.newFixedThreadPool(4);
    private final ApiServer server;
    private final HttpClient admin;
    private final HttpClient anonymous;
    private final SSLContext adminTls;

    public TestServer(Path dir, MemoryBackend backend) throws IOException, GeneralSecurityException {
        this(dir, backend, Endpoints.NONE);
    }

    /** A server whose executors answer at these endpoints. */
    public TestServer(Path dir, MemoryBackend backend, Endpoints endpoints)
            throws IOException, GeneralSecurityException {
        pki = Pki.open(dir, List.of(), Instant.now());
        server = ApiServer.start(
                new ApiServer.Settings("127.0.0.1", 0, pki),
                backend,
                endpoints,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> "",
                work);
        adminTls = tls(true);
        admin = client(adminTls);
        anonymous = client(tls(false));
    }

    public String url() {
        return "https://127.0.0.1:" + server.port();
    }

    /** Writes the admin's kubeconfig. */
    public void kubeconfig(Path file) throws IOException {
        new Kubeconfig(pki).write(file, url());
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** The admin's connection without a word on it yet, and without ALPN. */
    public Socket tls() throws IOException {
        return adminTls.getSocketFactory().createSocket("127.0.0.1", server.port());
    }

    /** The admin's WebSocket, to be filled in. */
    public WebSocket.Builder webSocket() {
        return admin.newWebSocketBuilder();
    }

    private SSLContext tls(boolean withCertificate) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
        trust.load(null, PASSWORD);
        trust.setCertificateEntry("ca", certificate(pki.authorityCertificate()));
        TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusting.init(trust);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, PASSWORD);
        if (withCertificate) {
            String pem = Files.readString(pki.adminKey()).replaceAll("-----[A-Z ]+-----", "");
            byte[] der = Base64.getMimeDecoder().decode(pem.getBytes(StandardCharsets.UTF_8));
            own.setKeyEntry(
                    "admin",
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                    PASSWORD,
                    new Certificate[] {certificate(pki.adminCertificate())});
        }
        keys.init(own, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trusting.getTrustManagers(), null);
        return tls;
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    /** A request to be filled in. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(20));
    }

    /** Sends as the admin. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return admin.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends as the admin without waiting for the answer. */
    public CompletableFuture<HttpResponse<byte[]>> begin(HttpRequest.Builder request) {
        return admin.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Sends without a certificate. */
    public HttpResponse<String> sendAnonymously(HttpRequest.Builder request) throws IOException, InterruptedException {
        return anonymous.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends as the admin and hands out the body as it comes. */
    public HttpResponse<InputStream> stream(HttpRequest.Builder request) throws IOException, InterruptedException {
        return admin.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        server.close();
        work.shutdownNow();
    }
}
