package io.shiplog.api.request;

import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Picks the form of the answer from an Accept header: the first entry, by quality and then order, that can be
 * served.
 */
public final class Accept {

    private record Range(String type, Map<String, String> parameters, double quality) {}

    private Accept() {}

    /**
     * For objects and lists: JSON, YAML, Table or partial metadata. Protobuf, CBOR and v1beta1 Tables are passed
     * over. A
     * missing header means JSON. Throws StatusException 406 when nothing fits.
     */
    public static Representation ofResource(@Nullable String header) {
        for (Range range : ranges(header)) {
            Representation found = resource(range);
            if (found != null) {
                return found;
            }
        }
        throw notAcceptable();
    }

    /**
     * For /api and /apis: AGGREGATED_DISCOVERY when its v2 form is preferred, else JSON. Throws StatusException
     * 406.
     */
    public static Representation ofDiscovery(@Nullable String header) {
        for (Range range : ranges(header)) {
            Map<String, String> parameters = range.parameters();
            if (parameters.getOrDefault("as", "").equals("APIGroupDiscoveryList")
                    && parameters.getOrDefault("v", "").equals("v2")
                    && parameters.getOrDefault("g", "").equals("apidiscovery.k8s.io")
                    && isJson(range.type())) {
                return Representation.AGGREGATED_DISCOVERY;
            }
            if (!parameters.containsKey("as") && isJson(range.type())) {
                return Representation.JSON;
            }
        }
        throw notAcceptable();
    }

    private static @Nullable Representation resource(Range range) {
        String as = range.parameters().getOrDefault("as", "");
        if (as.isEmpty()) {
            return isJson(range.type()) ? Representation.JSON : isYaml(range.type()) ? Representation.YAML : null;
        }
        boolean meta = range.parameters().getOrDefault("g", "").equals("meta.k8s.io")
                && range.parameters().getOrDefault("v", "").equals("v1")
                && isJson(range.type());
        if (!meta) {
            return null;
        }
        return switch (as) {
            case "Table" -> Representation.TABLE;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Representation.PARTIAL_METADATA;
            default -> null;
        };
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.equals("*/*") || type.equals("application/*");
    }

    private static boolean isYaml(String type) {
        return type.equals("application/yaml") || type.equals("application/x-yaml") || type.equals("text/yaml");
    }

    private static List<Range> ranges(@Nullable String header) {
        List<Range> out = new ArrayList<>();
        if (header == null || header.isBlank()) {
            out.add(new Range("application/json", Map.of(), 1));
            return out;
        }
        for (String entry : header.split(",")) {
            String[] parts = entry.trim().split(";");
            Map<String, String> parameters = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            parts[i].substring(0, equals).trim(),
                            parts[i].substring(equals + 1).trim().replace("\"", ""));
                }
            }
            out.add(new Range(parts[0].trim().toLowerCase(Locale.ROOT), parameters, quality(parameters)));
        }
        // Stable: equal qualities keep the order of the header, which is the order of preference.
        out.sort((a, b) -> Double.compare(b.quality(), a.quality()));
        out.removeIf(range -> range.quality() == 0);
        return out;
    }

    private static double quality(Map<String, String> parameters) {
        try {
            return Double.parseDouble(parameters.getOrDefault("q", "1"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static StatusException notAcceptable() {
        return StatusException.of(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml,"
                        + " application/json;as=Table;v=v1;g=meta.k8s.io");
    }
}
