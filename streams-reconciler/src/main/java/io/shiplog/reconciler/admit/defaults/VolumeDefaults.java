package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;

/** Defaults of a pod's volumes. File modes are decimal: 420 = octal 0644. */
final class VolumeDefaults {

    private static final int FILE_MODE = 420;
    private static final int TOKEN_SECONDS = 3600;
    private static final List<String> WITH_MODE = List.of("secret", "configMap", "downwardAPI", "projected");

    private VolumeDefaults() {}

    static void volume(ObjectNode volume) {
        boolean sourceless = volume.properties().stream()
                .allMatch(e -> e.getKey().equals("name") || e.getValue().isNull());
        if (sourceless) {
            volume.putObject("emptyDir");
        }
        for (String source : WITH_MODE) {
            if (Json.at(volume, source) instanceof ObjectNode files) {
                Absent.number(files, "defaultMode", FILE_MODE);
            }
        }
        if (Json.at(volume, "hostPath") instanceof ObjectNode path && Absent.is(path, "type")) {
            path.put("type", "");
        }
        fieldRefs(Json.objectsAt(volume, "downwardAPI", "items"));
        for (ObjectNode source : Json.objectsAt(volume, "projected", "sources")) {
            fieldRefs(Json.objectsAt(source, "downwardAPI", "items"));
            if (Json.at(source, "serviceAccountToken") instanceof ObjectNode token) {
                Absent.number(token, "expirationSeconds", TOKEN_SECONDS);
            }
        }
        if (Json.at(volume, "emptyDir") instanceof ObjectNode directory) {
            Quantities.one(directory, "sizeLimit");
        }
        if (Json.at(volume, "ephemeral", "volumeClaimTemplate", "spec") instanceof ObjectNode claim) {
            Absent.text(claim, "volumeMode", "Filesystem");
        }
    }

    private static void fieldRefs(List<ObjectNode> items) {
        for (JsonNode item : items) {
            if (Json.at(item, "fieldRef") instanceof ObjectNode fieldRef) {
                Absent.text(fieldRef, "apiVersion", "v1");
            }
        }
    }
}
