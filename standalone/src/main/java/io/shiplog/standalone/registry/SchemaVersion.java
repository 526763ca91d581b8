package io.shiplog.standalone.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;

/**
 * One version of a subject.
 *
 * @param id the same for the same text under every subject
 * @param schema Avro schema in JSON
 * @param deleted softly deleted: hidden, still readable by id
 */
record SchemaVersion(String subject, int version, int id, String schema, boolean deleted) {

    /** As the REST protocol shows it. */
    ObjectNode json() {
        return Json.object()
                .put("subject", subject)
                .put("version", version)
                .put("id", id)
                .put("schema", schema);
    }

    SchemaVersion softDeleted() {
        return new SchemaVersion(subject, version, id, schema, true);
    }
}
