package io.shiplog.api.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a manifest record: YAML or JSON, one or several documents, Lists unfolded. Pure. */
final class ManifestText {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern SECRET = Pattern.compile("kind[\"']?\\s*:\\s*[\"']?Secret\\b");
    private static final List<String> SECRET_FIELDS = List.of("data", "stringData");
    private static final String LEFT_OUT = "(left out: it may hold a Secret)";

    private ManifestText() {}

    /**
     * Splits at lines that begin a document. By YAML's rules such a line is never part of a text, so that one malformed
     * document does not spoil those behind it. Documents without content are left out.
     */
    static List<String> split(String text) {
        List<String> out = new ArrayList<>();
        StringBuilder here = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            boolean marker =
                    line.equals("---") || line.startsWith("--- ") || line.startsWith("---\t") || line.equals("---\r");
            if (marker) {
                keep(here, out);
                here.append(line.substring(3)).append('\n');
            } else if (line.equals("...") || line.equals("...\r")) {
                keep(here, out);
            } else {
                here.append(line).append('\n');
            }
        }
        keep(here, out);
        return out;
    }

    private static void keep(StringBuilder here, List<String> out) {
        String text = here.toString();
        boolean content = text.lines()
                .anyMatch(line -> !line.isBlank() && !line.stripLeading().startsWith("#"));
        if (content) {
            out.add(text);
        }
        here.setLength(0);
    }

    /** The objects of a document: itself, or the items of a List. Throws StatusException 400 when it is malformed. */
    static List<ObjectNode> objects(String document) {
        JsonNode tree;
        try {
            tree = YAML.readTree(document);
        } catch (JsonProcessingException e) {
            throw StatusException.badRequest("error parsing the manifest: " + e.getOriginalMessage());
        }
        if (!(tree instanceof ObjectNode object)) {
            throw StatusException.badRequest(
                    "error parsing the manifest: it is not an object with kind and apiVersion");
        }
        boolean list = Json.textAt(object, "kind").endsWith("List")
                && object.get("items") != null
                && object.get("items").isArray();
        return list ? Json.objectsAt(object, "items") : List.of(object);
    }

    /** What may be shown of a refused object: everything, but of a Secret neither its data nor copies of them. */
    static String shown(ObjectNode object) {
        if (!Json.textAt(object, "kind").equals("Secret")) {
            return Json.text(object);
        }
        ObjectNode copy = object.deepCopy();
        SECRET_FIELDS.forEach(copy::remove);
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("annotations");
        }
        return Json.text(copy);
    }

    /** What may be shown of a document that could not be read. */
    static String shown(String document) {
        return SECRET.matcher(document).find() ? LEFT_OUT : document;
    }
}
