package io.shiplog.standalone.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the records of {@code _schemas} add up to. Pure: applying the same records gives the same state. */
final class RegistryState {

    private final NavigableMap<String, NavigableMap<Integer, SchemaVersion>> subjects = new TreeMap<>();
    private final NavigableMap<Integer, String> schemas = new TreeMap<>();
    private final Map<String, Integer> ids = new TreeMap<>();
    private final Map<String, Compatibility> levels = new TreeMap<>();
    private final Map<String, String> modes = new TreeMap<>();

    /** Takes in one record; a key type that this version does not know is left alone. */
    void apply(byte[] key, byte @Nullable [] value) {
        ObjectNode k = Json.parse(key);
        ObjectNode v = value == null ? null : Json.parse(value);
        String subject = Json.textAt(k, "subject");
        switch (Json.textAt(k, "keytype")) {
            case "SCHEMA" -> applySchema(subject, (int) Json.longAt(k, 0, "version"), v);
            case "CONFIG" -> set(levels, subject, v == null ? null : Compatibility.parse(level(v)));
            case "MODE" -> set(modes, subject, v == null ? null : Json.textAt(v, "mode"));
            case "DELETE_SUBJECT" -> {
                if (v != null) {
                    versions(subject, true).stream()
                            .filter(version -> version.version() <= Json.longAt(v, 0, "version"))
                            .forEach(version -> put(version.softDeleted()));
                }
            }
            default -> {
                // NOOP and the records of features that are not served here.
            }
        }
    }

    private static String level(ObjectNode value) {
        return Json.textAt(value, "compatibilityLevel");
    }

    private void applySchema(String subject, int version, @Nullable ObjectNode value) {
        if (value == null) {
            NavigableMap<Integer, SchemaVersion> versions = subjects.get(subject);
            if (versions != null) {
                versions.remove(version);
                if (versions.isEmpty()) {
                    subjects.remove(subject);
                }
            }
            return;
        }
        put(new SchemaVersion(
                subject,
                version,
                (int) Json.longAt(value, 0, "id"),
                Json.textAt(value, "schema"),
                Json.flagAt(value, "deleted")));
    }

    private void put(SchemaVersion version) {
        subjects.computeIfAbsent(version.subject(), s -> new TreeMap<>()).put(version.version(), version);
        schemas.put(version.id(), version.schema());
        ids.putIfAbsent(version.schema(), version.id());
    }

    private static <T> void set(Map<String, T> map, String subject, @Nullable T value) {
        if (value == null) {
            map.remove(subject);
        } else {
            map.put(subject, value);
        }
    }

    /** Subjects with a version, in order of their names. */
    List<String> subjects(boolean deletedToo) {
        return subjects.keySet().stream()
                .filter(subject -> !versions(subject, deletedToo).isEmpty())
                .toList();
    }

    /** Versions of a subject, oldest first; empty for an unknown one. */
    List<SchemaVersion> versions(String subject, boolean deletedToo) {
        NavigableMap<Integer, SchemaVersion> found = subjects.get(subject);
        return found == null
                ? List.of()
                : found.values().stream()
                        .filter(v -> deletedToo || !v.deleted())
                        .toList();
    }

    /** Every place where an id is used. */
    List<SchemaVersion> uses(int id) {
        List<SchemaVersion> out = new ArrayList<>();
        for (NavigableMap<Integer, SchemaVersion> versions : subjects.values()) {
            versions.values().stream().filter(v -> v.id() == id && !v.deleted()).forEach(out::add);
        }
        return out;
    }

    @Nullable
    String schema(int id) {
        return schemas.get(id);
    }

    /** The id of a text; the next free one when it is new. */
    int idOf(String schema) {
        Integer known = ids.get(schema);
        return known != null ? known : maxId() + 1;
    }

    int maxId() {
        return schemas.isEmpty() ? 0 : schemas.lastKey();
    }

    /** The version number that follows; numbers of deleted versions are not used again. */
    int nextVersion(String subject) {
        NavigableMap<Integer, SchemaVersion> found = subjects.get(subject);
        return found == null || found.isEmpty() ? 1 : found.lastKey() + 1;
    }

    /** The level set for a subject, or for all with the empty subject; null when none is. */
    @Nullable
    Compatibility level(String subject) {
        return levels.get(subject);
    }

    /** The mode set for a subject, or for all with the empty subject; null when none is. */
    @Nullable
    String mode(String subject) {
        return modes.get(subject);
    }
}
