package io.shiplog.api.request;

import io.shiplog.schemas.object.StatusException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request's Content-Type says of its body. */
public final class ContentTypes {

    private static final List<String> BODIES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    /** How the body of a POST, PUT or DELETE is written. */
    public enum Body {
        JSON,
        YAML,
        PROTOBUF
    }

    /** The four kinds of PATCH. */
    public enum Patch {
        JSON_PATCH("application/json-patch+json"),
        JSON_MERGE("application/merge-patch+json"),
        STRATEGIC_MERGE("application/strategic-merge-patch+json"),
        /** Server-side apply; the body is YAML, of which JSON is a part. */
        APPLY("application/apply-patch+yaml");

        private final String contentType;

        Patch(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }
    }

    private ContentTypes() {}

    /** Form of a body; a missing header means JSON (kubectl scale sends none). Throws StatusException 415. */
    public static Body body(@Nullable String header) {
        return switch (mediaType(header)) {
            case "", "application/json" -> Body.JSON;
            case "application/yaml", "application/x-yaml", "text/yaml" -> Body.YAML;
            case "application/vnd.kubernetes.protobuf" -> Body.PROTOBUF;
            default -> throw unsupported(BODIES);
        };
    }

    /** Kind of a patch. Throws StatusException 415 for any other type. */
    public static Patch patch(@Nullable String header) {
        return patch(header, List.of(Patch.values()));
    }

    /** Kind of a patch out of those that the resource supports. Throws StatusException 415 that names them. */
    public static Patch patch(@Nullable String header, List<Patch> supported) {
        String mediaType = mediaType(header);
        for (Patch patch : supported) {
            if (patch.contentType().equals(mediaType)) {
                return patch;
            }
        }
        throw unsupported(supported.stream().map(Patch::contentType).toList());
    }

    private static String mediaType(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }

    private static StatusException unsupported(List<String> accepted) {
        return StatusException.of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted));
    }
}
