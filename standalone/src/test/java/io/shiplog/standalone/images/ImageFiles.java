package io.shiplog.standalone.images;

import io.shiplog.schemas.object.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * An image as a registry holds it: one layer, its configuration, its manifest (schema 2). Equal contents give equal
 * digests.
 */
record ImageFiles(byte[] layer, byte[] config, byte[] manifest) {

    static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    static final String LIST_TYPE = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final List<String> APPLETS = List.of("sh", "sleep", "cat", "echo", "env", "true", "false");

    /**
     * Busybox and these files.
     *
     * @param files content by path from the root, without a leading slash
     * @param entrypoint of the image; empty for none
     */
    static ImageFiles of(Map<String, byte[]> files, List<String> entrypoint) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (Tar out = new Tar(tar)) {
            out.file("bin/busybox", 0755, Files.readAllBytes(BUSYBOX));
            for (String applet : APPLETS) {
                out.link("bin/" + applet, "busybox");
            }
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                out.file(file.getKey(), 0755, file.getValue());
            }
        }
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(layer)) {
            tar.writeTo(out);
        }
        byte[] config =
                text("""
                {"architecture": "%s", "os": "linux",
                 "config": {"Entrypoint": %s, "Env": ["PATH=/bin"]},
                 "rootfs": {"type": "layers", "diff_ids": ["%s"]}}
                """, architecture(), Json.MAPPER.writeValueAsString(entrypoint), digest(tar.toByteArray()));
        byte[] manifest =
                text("""
                {"schemaVersion": 2, "mediaType": "%s",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": %d,
                             "digest": "%s"}]}
                """, MANIFEST_TYPE, config.length, digest(config), layer.size(), digest(layer.toByteArray()));
        return new ImageFiles(layer.toByteArray(), config, manifest);
    }

    /** A list of manifests that has this one for machines of that architecture, and nothing else. */
    byte[] listFor(String architecture) {
        return text("""
                {"schemaVersion": 2, "mediaType": "%s",
                 "manifests": [{"mediaType": "%s", "size": %d, "digest": "%s",
                                "platform": {"architecture": "%s", "os": "linux"}}]}
                """, LIST_TYPE, MANIFEST_TYPE, manifest.length, digest(manifest), architecture);
    }

    private static String architecture() {
        String here = System.getProperty("os.arch");
        return here.equals("aarch64") ? "arm64" : here;
    }

    private static byte[] text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).getBytes(StandardCharsets.UTF_8);
    }

    /** sha256 in the form of registries. */
    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
