package io.shiplog.standalone.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.Map;

/**
 * One request after its route was found.
 *
 * @param path values of the route's {names}
 * @param query parameters
 * @param body the JSON sent, or an empty object
 */
record RegistryRequest(Map<String, String> path, Map<String, String> query, ObjectNode body) {

    String path(String name) {
        return path.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.getOrDefault(name, "false"));
    }

    /** The Avro schema of the body. Throws 42201 for what is not served here: other languages, references. */
    String schema() {
        String type = Json.textAt(body, "schemaType");
        if (!type.isEmpty() && !type.equals("AVRO")) {
            throw RegistryException.invalidSchema("schemaType " + type + ": this registry keeps AVRO only");
        }
        if (!Json.objectsAt(body, "references").isEmpty()) {
            throw RegistryException.invalidSchema("references are not served here: send one schema with all its types");
        }
        String schema = Json.textAt(body, "schema");
        if (schema.isEmpty()) {
            throw RegistryException.invalidSchema("Empty schema");
        }
        return schema;
    }
}
