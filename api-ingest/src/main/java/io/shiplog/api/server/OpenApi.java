package io.shiplog.api.server;

import io.shiplog.api.discovery.Discovery;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind.GroupVersion;
import io.shiplog.schemas.openapi.FieldSchemas;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The OpenAPI v3 documents as bytes, made at the first question, and one hash that changes when any of them does. */
final class OpenApi {

    private static final int HASH_BYTES = 16;

    private @Nullable Map<GroupVersion, byte[]> documents;
    private String hash = "";

    /** The document of a group version, or null when it is not served. */
    byte @Nullable [] document(GroupVersion groupVersion) {
        return made().get(groupVersion);
    }

    /** Hexadecimal hash of all documents. */
    synchronized String hash() {
        made();
        return hash;
    }

    private synchronized Map<GroupVersion, byte[]> made() {
        Map<GroupVersion, byte[]> here = documents;
        if (here == null) {
            here = new LinkedHashMap<>();
            MessageDigest digest = sha256();
            for (GroupVersion groupVersion : Discovery.groupVersions()) {
                byte[] document = Json.bytes(FieldSchemas.openApiV3(groupVersion));
                digest.update(document);
                here.put(groupVersion, document);
            }
            hash = HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
            documents = here;
        }
        return here;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
