package io.shiplog.api.server;

import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The client's certificate, which the handshake has verified against our authority. */
final class Certificates {

    private Certificates() {}

    /** The certificate, or null for a client that has presented none. */
    static @Nullable X509Certificate of(HttpConnection connection) {
        if (!connection.isSsl()) {
            return null;
        }
        try {
            List<Certificate> chain = connection.peerCertificates();
            return chain != null && !chain.isEmpty() && chain.get(0) instanceof X509Certificate found ? found : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
