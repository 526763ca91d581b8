package io.shiplog.standalone.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;

/**
 * Keys and values of the topic {@code _schemas} in the layout of Confluent's own server, which can so take the topic
 * over. Example: {@code {"keytype":"SCHEMA","subject":"logs-value","version":1,"magic":1}}.
 */
final class RegistryRecords {

    /** Name that Confluent's server gives the topic unless told otherwise. */
    static final String TOPIC = "_schemas";

    private RegistryRecords() {}

    static byte[] schemaKey(String subject, int version) {
        return Json.bytes(Json.object()
                .put("keytype", "SCHEMA")
                .put("subject", subject)
                .put("version", version)
                .put("magic", 1));
    }

    static byte[] schemaValue(SchemaVersion version) {
        return Json.bytes(version.json().put("deleted", version.deleted()));
    }

    /** Key of a subject's CONFIG or MODE; the empty subject is the whole registry's, null in the layout. */
    static byte[] settingKey(String keytype, String subject) {
        ObjectNode key = Json.object().put("keytype", keytype);
        if (subject.isEmpty()) {
            key.putNull("subject");
        } else {
            key.put("subject", subject);
        }
        return Json.bytes(key.put("magic", 0));
    }

    static byte[] levelValue(Compatibility level) {
        return Json.bytes(Json.object().put("compatibilityLevel", level.name()));
    }

    static byte[] modeValue(String mode) {
        return Json.bytes(Json.object().put("mode", mode));
    }
}
