package io.shiplog.api.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The admin's kubeconfig: one cluster, one user, one context, all called shiplog, with everything embedded. */
public final class Kubeconfig {

    private static final String NAME = "shiplog";

    private final Pki pki;

    public Kubeconfig(Pki pki) {
        this.pki = pki;
    }

    /**
     * Writes the file, which only its owner may read, and makes its directory.
     *
     * @param serverUrl such as {@code https://127.0.0.1:6443}
     */
    public void write(Path file, String serverUrl) throws IOException {
        PemFiles.write(file, text(serverUrl));
    }

    /** The file's text. */
    public String text(String serverUrl) throws IOException {
        ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "Config");
        ObjectNode cluster = config.putArray("clusters").addObject().put("name", NAME);
        cluster.putObject("cluster")
                .put("server", serverUrl)
                .put("certificate-authority-data", data(pki.authorityCertificate()));
        ObjectNode user = config.putArray("users").addObject().put("name", NAME);
        user.putObject("user")
                .put("client-certificate-data", data(pki.adminCertificate()))
                .put("client-key-data", data(pki.adminKey()));
        ObjectNode context = config.putArray("contexts").addObject().put("name", NAME);
        context.putObject("context").put("cluster", NAME).put("user", NAME);
        config.put("current-context", NAME);
        return new YAMLMapper().writeValueAsString(config);
    }

    private static String data(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
