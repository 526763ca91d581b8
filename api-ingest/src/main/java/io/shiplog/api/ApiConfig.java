package io.shiplog.api;

import java.nio.file.Path;
import java.util.List;

/**
 * Settings of api-ingest.
 *
 * @param port HTTPS port; 0 takes any free one
 * @param bindAddress address to listen on
 * @param pkiDir directory of certificates, keys and tokens.csv; made when missing
 * @param advertisedHost under which clients reach the server: in the kubeconfig and in the certificate
 * @param extraHosts further names and addresses for the certificate
 * @param manifestUser as whom documents of the manifests topic act
 * @param watchWindowBytes bytes of recent events kept for each kind
 */
public record ApiConfig(
        int port,
        String bindAddress,
        Path pkiDir,
        String advertisedHost,
        List<String> extraHosts,
        String manifestUser,
        long watchWindowBytes) {

    /** Kubernetes' own port. */
    public static final int DEFAULT_PORT = 6443;

    private static final long DEFAULT_WINDOW_BYTES = 32L * 1024 * 1024;

    /** For this machine alone. */
    public static ApiConfig local(Path pkiDir) {
        return new ApiConfig(
                DEFAULT_PORT, "127.0.0.1", pkiDir, "127.0.0.1", List.of(), "shiplog:manifests", DEFAULT_WINDOW_BYTES);
    }

    /** The same on another port. */
    public ApiConfig withPort(int other) {
        return new ApiConfig(other, bindAddress, pkiDir, advertisedHost, extraHosts, manifestUser, watchWindowBytes);
    }
}
