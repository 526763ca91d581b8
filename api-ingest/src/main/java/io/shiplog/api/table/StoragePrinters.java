package io.shiplog.api.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.shiplog.schemas.object.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Volumes, claims, classes and drivers. */
final class StoragePrinters {

    /** Long and short words of access modes, in the order in which they are shown. */
    private static final List<Map.Entry<String, String>> ACCESS_MODES = List.of(
            Map.entry("ReadWriteOnce", "RWO"),
            Map.entry("ReadOnlyMany", "ROX"),
            Map.entry("ReadWriteMany", "RWX"),
            Map.entry("ReadWriteOncePod", "RWOP"));

    private static final List<String> DEFAULT_MARKS =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private StoragePrinters() {}

    static Map<String, Printer> all() {
        return Map.of(
                "PersistentVolume", volume(),
                "PersistentVolumeClaim", claim(),
                "StorageClass", storageClass(),
                "VolumeAttributesClass",
                        Printer.named()
                                .text("DriverName", o -> Json.textAt(o, "driverName"))
                                .age(),
                "VolumeAttachment", attachment(),
                "CSINode",
                        Printer.named()
                                .integer(
                                        "Drivers",
                                        o -> Json.objectsAt(o, "spec", "drivers")
                                                .size())
                                .age(),
                "CSIDriver", driver());
    }

    private static Printer volume() {
        return Printer.named()
                .text("Capacity", o -> Texts.or(Texts.scalar(o, "spec", "capacity", "storage"), "0"))
                .text("Access Modes", o -> accessModes(o, "spec"))
                .text("Reclaim Policy", o -> Json.textAt(o, "spec", "persistentVolumeReclaimPolicy"))
                .text("Status", StoragePrinters::phase)
                .text("Claim", StoragePrinters::claimOf)
                .text("StorageClass", StoragePrinters::className)
                .text("VolumeAttributesClass", o -> orUnset(o, "spec", "volumeAttributesClassName"))
                .text("Reason", o -> Json.textAt(o, "status", "reason"))
                .age()
                .wide("VolumeMode", o -> orUnset(o, "spec", "volumeMode"));
    }

    private static String claimOf(ObjectNode volume) {
        return Json.at(volume, "spec", "claimRef") == null
                ? ""
                : Json.textAt(volume, "spec", "claimRef", "namespace") + "/"
                        + Json.textAt(volume, "spec", "claimRef", "name");
    }

    private static Printer claim() {
        return Printer.named()
                .text("Status", StoragePrinters::phase)
                .text("Volume", o -> Json.textAt(o, "spec", "volumeName"))
                .text("Capacity", o -> bound(o) ? Texts.scalar(o, "status", "capacity", "storage") : "")
                .text("Access Modes", o -> bound(o) ? accessModes(o, "status") : "")
                .text("StorageClass", StoragePrinters::className)
                .text("VolumeAttributesClass", o -> orUnset(o, "spec", "volumeAttributesClassName"))
                .age()
                .wide("VolumeMode", o -> orUnset(o, "spec", "volumeMode"));
    }

    private static boolean bound(ObjectNode claim) {
        return !Json.textAt(claim, "spec", "volumeName").isEmpty();
    }

    private static Printer storageClass() {
        return Printer.withoutName()
                .add("Name", "string", "name", 0, (o, now) -> TextNode.valueOf(storageClassName(o)))
                .text("Provisioner", o -> Json.textAt(o, "provisioner"))
                .text("ReclaimPolicy", o -> Texts.or(Json.textAt(o, "reclaimPolicy"), "Delete"))
                .text("VolumeBindingMode", o -> Texts.or(Json.textAt(o, "volumeBindingMode"), "Immediate"))
                .flag("AllowVolumeExpansion", o -> Json.flagAt(o, "allowVolumeExpansion"))
                .age();
    }

    private static String storageClassName(ObjectNode storageClass) {
        String name = Json.textAt(storageClass, "metadata", "name");
        boolean standard = DEFAULT_MARKS.stream()
                .anyMatch(a ->
                        Json.textAt(storageClass, "metadata", "annotations", a).equals("true"));
        return standard ? name + " (default)" : name;
    }

    private static Printer attachment() {
        return Printer.named()
                .text("Attacher", o -> Json.textAt(o, "spec", "attacher"))
                .text("PV", o -> Json.textAt(o, "spec", "source", "persistentVolumeName"))
                .text("Node", o -> Json.textAt(o, "spec", "nodeName"))
                .flag("Attached", o -> Json.flagAt(o, "status", "attached"))
                .age();
    }

    private static Printer driver() {
        return Printer.named()
                .flag("AttachRequired", StoragePrinters::attachRequired)
                .flag("PodInfoOnMount", o -> Json.flagAt(o, "spec", "podInfoOnMount"))
                .flag("StorageCapacity", o -> Json.flagAt(o, "spec", "storageCapacity"))
                .text("TokenRequests", StoragePrinters::audiences)
                .flag("RequiresRepublish", o -> Json.flagAt(o, "spec", "requiresRepublish"))
                .text(
                        "Modes",
                        o -> Texts.or(String.join(",", Json.textsAt(o, "spec", "volumeLifecycleModes")), Texts.NONE))
                .age();
    }

    private static boolean attachRequired(ObjectNode driver) {
        JsonNode set = Json.at(driver, "spec", "attachRequired");
        return set == null || set.asBoolean();
    }

    private static String audiences(ObjectNode driver) {
        String all = Json.objectsAt(driver, "spec", "tokenRequests").stream()
                .map(request -> Json.textAt(request, "audience"))
                .collect(Collectors.joining(","));
        return Texts.or(all, Texts.UNSET);
    }

    private static String phase(ObjectNode object) {
        return Texts.deleting(object) ? "Terminating" : Json.textAt(object, "status", "phase");
    }

    private static String className(ObjectNode object) {
        String old = Json.textAt(object, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class");
        return Texts.or(old, Json.textAt(object, "spec", "storageClassName"));
    }

    private static String orUnset(ObjectNode object, String... path) {
        return Texts.or(Json.textAt(object, path), Texts.UNSET);
    }

    private static String accessModes(ObjectNode object, String part) {
        List<String> given = Json.textsAt(object, part, "accessModes");
        return ACCESS_MODES.stream()
                .filter(mode -> given.contains(mode.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(","));
    }
}
