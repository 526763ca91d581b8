package io.shiplog.reconciler.admit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.convert.Conversion;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.Kind;
import io.shiplog.schemas.object.StatusException;
import io.shiplog.schemas.openapi.FieldSchemas;
import java.util.List;

/** From JSON as a client spoke it to a tree of the stored version: types checked, unknown fields named, converted. */
public final class Decoding {

    private Decoding() {}

    /** Parses the bytes of a command. Throws 400 when they are no JSON object or of another kind than the request. */
    public static ObjectNode parse(Kind kind, String apiVersion, byte[] json) {
        ObjectNode tree;
        try {
            tree = Json.parse(json);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("the object provided is unrecognized: " + e.getMessage());
        }
        String said = Json.textAt(tree, "kind");
        String saidVersion = Json.textAt(tree, "apiVersion");
        if ((!said.isEmpty() && !said.equals(kind.kind()))
                || (!saidVersion.isEmpty() && !saidVersion.equals(apiVersion))) {
            throw StatusException.badRequest(said + " in version \"" + saidVersion + "\" cannot be handled as a "
                    + kind.kind() + ": expected " + apiVersion + ", Kind=" + kind.kind());
        }
        tree.put("kind", kind.kind());
        tree.put("apiVersion", apiVersion);
        return tree;
    }

    /**
     * Checks types and unknown fields, and converts to the stored version.
     *
     * @param fieldValidation Strict: unknown fields are refused with 400; Warn: they go to warnings; Ignore
     * @param warnings takes texts for Warning headers
     */
    public static ObjectNode toStored(
            Kind kind, String apiVersion, ObjectNode sent, String fieldValidation, List<String> warnings) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        String prefix = kind.kind() + " in version \"" + version + "\" cannot be handled as a " + kind.kind() + ": ";
        List<String> wrongTypes = FieldSchemas.typeErrors(kind, apiVersion, sent);
        if (!wrongTypes.isEmpty()) {
            String text = wrongTypes.get(0);
            throw StatusException.badRequest(text.startsWith(kind.kind() + " in version") ? text : prefix + text);
        }
        if (!fieldValidation.equals("Ignore")) {
            List<String> unknown = FieldSchemas.unknownFields(kind, apiVersion, sent).stream()
                    .map(path -> "unknown field \"" + path + "\"")
                    .toList();
            if (!unknown.isEmpty() && fieldValidation.equals("Strict")) {
                throw StatusException.badRequest(prefix + "strict decoding error: " + String.join(", ", unknown));
            }
            warnings.addAll(unknown);
        }
        return Conversion.toStored(kind, sent);
    }
}
