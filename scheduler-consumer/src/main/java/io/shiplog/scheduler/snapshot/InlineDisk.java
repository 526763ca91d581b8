package io.shiplog.scheduler.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A volume in a pod's spec that names a disk which not everybody may have at once: gcePersistentDisk,
 * awsElasticBlockStore, iscsi or rbd.
 *
 * @param field the volume source's field
 * @param name what tells its disks apart: the disk's name, the volume's id, the target's iqn, the pool and image
 * @param monitors of rbd: two volumes are of one cluster when they share one; empty for the others
 * @param sharable mounted for reading only, which such mounts of others do not disturb
 */
public record InlineDisk(String field, String name, List<String> monitors, boolean sharable) {

    private static final String DEFAULT_POOL = "rbd";

    /** The disks of a pod's spec. */
    static InlineDisk[] of(JsonNode spec) {
        List<InlineDisk> out = new ArrayList<>();
        for (ObjectNode volume : Json.objectsAt(spec, "volumes")) {
            add(out, volume, "gcePersistentDisk", "pdName");
            add(out, volume, "awsElasticBlockStore", "volumeID");
            add(out, volume, "iscsi", "iqn");
            add(out, volume, "rbd", "image");
        }
        return out.toArray(InlineDisk[]::new);
    }

    private static void add(List<InlineDisk> out, ObjectNode volume, String field, String nameField) {
        if (!(volume.get(field) instanceof ObjectNode source)) {
            return;
        }
        String name = Json.textAt(source, nameField);
        if (field.equals("rbd")) {
            String pool = Json.textAt(source, "pool");
            name = (pool.isEmpty() ? DEFAULT_POOL : pool) + "/" + name;
        }
        // A volume of AWS can be attached once, however it is mounted.
        boolean sharable = Json.flagAt(source, "readOnly") && !field.equals("awsElasticBlockStore");
        out.add(new InlineDisk(field, name, Json.textsAt(source, "monitors"), sharable));
    }

    static void write(SnapshotWriter out, InlineDisk disk) throws IOException {
        out.word(disk.field);
        out.word(disk.name);
        out.list(disk.monitors, SnapshotWriter::word);
        out.flag(disk.sharable);
    }

    static InlineDisk read(SnapshotReader in) throws IOException {
        return new InlineDisk(in.word(), in.word(), List.copyOf(in.list(SnapshotReader::word)), in.flag());
    }

    /** Can pods with these two not run on one node? */
    public boolean conflicts(InlineDisk other) {
        return field.equals(other.field)
                && name.equals(other.name)
                && (monitors.isEmpty() || monitors.stream().anyMatch(other.monitors::contains))
                && !(sharable && other.sharable);
    }
}
