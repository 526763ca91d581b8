package io.shiplog.standalone.registry;

import io.shiplog.schemas.codec.SchemaIds;
import io.shiplog.schemas.codec.UndecodableRecordException;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * The operations of Confluent's schema registry for Avro, over one log. Inside this JVM it gives schema ids without
 * HTTP.
 * Thread-safe; one process may write the log.
 */
public final class SchemaRegistry implements SchemaIds, AutoCloseable {

    private final RegistryLog log;
    private final RegistryState state = new RegistryState();

    /** A registry over a log, with everything that the log holds. */
    SchemaRegistry(RegistryLog log) {
        this.log = log;
        log.replay(state::apply);
    }

    /**
     * The registry kept in a Kafka cluster. Throws IllegalStateException with a message for the user when it cannot.
     */
    public static SchemaRegistry open(String bootstrapServers) {
        return new SchemaRegistry(new KafkaRegistryLog(bootstrapServers));
    }

    @Override
    public int id(String subject, Schema schema) {
        try {
            return register(subject, schema.toString()).id();
        } catch (RegistryException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public Schema schema(int id) {
        try {
            return parse(schemaText(id));
        } catch (RegistryException e) {
            throw new UndecodableRecordException("the schema registry knows no schema with the id " + id, e);
        }
    }

    /** The version of this subject with this schema; a new one when there is none and the subject's level allows it. */
    synchronized SchemaVersion register(String subject, String text) {
        Schema schema = parse(text);
        SchemaVersion known = find(subject, schema, false);
        if (known != null) {
            return known;
        }
        if ("READONLY".equals(mode(subject))) {
            throw RegistryException.readOnly(subject);
        }
        List<String> problems = problems(subject, schema, "all");
        if (!problems.isEmpty()) {
            throw RegistryException.incompatible(subject, String.join("; ", problems));
        }
        String canonical = schema.toString();
        SchemaVersion added =
                new SchemaVersion(subject, state.nextVersion(subject), state.idOf(canonical), canonical, false);
        append(RegistryRecords.schemaKey(subject, added.version()), RegistryRecords.schemaValue(added));
        return added;
    }

    /** The version of this subject with this schema. Throws 40401 or 40403. */
    synchronized SchemaVersion lookup(String subject, String text, boolean deletedToo) {
        Schema schema = parse(text);
        requireSubject(subject, deletedToo);
        SchemaVersion found = find(subject, schema, deletedToo);
        if (found == null) {
            throw RegistryException.noSchema("");
        }
        return found;
    }

    /** Why this schema may not follow the version (a number, latest, or all); empty when it may. */
    synchronized List<String> problems(String subject, String text, String version) {
        return problems(subject, parse(text), version);
    }

    private List<String> problems(String subject, Schema schema, String version) {
        List<Schema> earlier = version.equals("all")
                ? state.versions(subject, false).stream()
                        .map(v -> parse(v.schema()))
                        .toList()
                : List.of(parse(version(subject, version, false).schema()));
        return level(subject).problems(schema, earlier);
    }

    synchronized List<String> subjects(boolean deletedToo) {
        return state.subjects(deletedToo);
    }

    synchronized List<SchemaVersion> versions(String subject, boolean deletedToo) {
        requireSubject(subject, deletedToo);
        return state.versions(subject, deletedToo);
    }

    /** One version by number or "latest" (also -1). Throws 40401, 40402 or 42202. */
    synchronized SchemaVersion version(String subject, String version, boolean deletedToo) {
        List<SchemaVersion> versions = versions(subject, deletedToo);
        if (version.equals("latest") || version.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        int number = version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
        if (number < 1) {
            throw RegistryException.invalidVersion(version);
        }
        return versions.stream()
                .filter(v -> v.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryException.noVersion(version));
    }

    synchronized String schemaText(int id) {
        String found = state.schema(id);
        if (found == null) {
            throw RegistryException.noSchema(id + " ");
        }
        return found;
    }

    synchronized List<SchemaVersion> uses(int id) {
        schemaText(id);
        return state.uses(id);
    }

    synchronized int maxId() {
        return state.maxId();
    }

    /** Deletes all versions of a subject; softly first, then for good. The numbers of the versions. */
    synchronized List<Integer> deleteSubject(String subject, boolean permanent) {
        List<SchemaVersion> all = versions(subject, true);
        if (permanent) {
            if (!state.versions(subject, false).isEmpty()) {
                throw RegistryException.notSoftDeleted(subject);
            }
            all.forEach(v -> append(RegistryRecords.schemaKey(subject, v.version()), null));
            return numbers(all);
        }
        List<SchemaVersion> live = state.versions(subject, false);
        if (live.isEmpty()) {
            throw RegistryException.softDeleted(subject);
        }
        live.forEach(this::softDelete);
        return numbers(live);
    }

    /** Deletes one version; softly first, then for good. */
    synchronized int deleteVersion(String subject, String version, boolean permanent) {
        SchemaVersion found = version(subject, version, permanent);
        if (!permanent) {
            softDelete(found);
        } else if (found.deleted()) {
            append(RegistryRecords.schemaKey(subject, found.version()), null);
        } else {
            throw RegistryException.versionNotSoftDeleted(subject, found.version());
        }
        return found.version();
    }

    private void softDelete(SchemaVersion version) {
        append(
                RegistryRecords.schemaKey(version.subject(), version.version()),
                RegistryRecords.schemaValue(version.softDeleted()));
    }

    /** The level in force for a subject: its own, else the registry's, else BACKWARD as Confluent's. */
    synchronized Compatibility level(String subject) {
        Compatibility own = state.level(subject);
        Compatibility global = state.level("");
        return own != null ? own : global != null ? global : Compatibility.BACKWARD;
    }

    /** The level set for this subject itself. Throws 40408. */
    synchronized Compatibility ownLevel(String subject) {
        Compatibility own = state.level(subject);
        if (own == null) {
            throw RegistryException.noSubjectConfig(subject);
        }
        return own;
    }

    synchronized void setLevel(String subject, @Nullable Compatibility level) {
        append(RegistryRecords.settingKey("CONFIG", subject), level == null ? null : RegistryRecords.levelValue(level));
    }

    /** READWRITE or READONLY: a subject's own mode, else the registry's. */
    synchronized String mode(String subject) {
        String own = state.mode(subject);
        String global = state.mode("");
        return own != null ? own : global != null ? global : "READWRITE";
    }

    /** The mode set for this subject itself. Throws 40409. */
    synchronized String ownMode(String subject) {
        String own = state.mode(subject);
        if (own == null) {
            throw RegistryException.noSubjectMode(subject);
        }
        return own;
    }

    synchronized void setMode(String subject, @Nullable String mode) {
        if (mode != null && !mode.equals("READWRITE") && !mode.equals("READONLY")) {
            throw RegistryException.invalidMode(mode);
        }
        append(RegistryRecords.settingKey("MODE", subject), mode == null ? null : RegistryRecords.modeValue(mode));
    }

    @Override
    public void close() {
        log.close();
    }

    private @Nullable SchemaVersion find(String subject, Schema schema, boolean deletedToo) {
        String canonical = schema.toString();
        List<SchemaVersion> versions = state.versions(subject, deletedToo);
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).schema().equals(canonical)) {
                return versions.get(i);
            }
        }
        return null;
    }

    private void requireSubject(String subject, boolean deletedToo) {
        if (state.versions(subject, deletedToo).isEmpty()) {
            throw RegistryException.noSubject(subject);
        }
    }

    private void append(byte[] key, byte @Nullable [] value) {
        log.append(key, value);
        state.apply(key, value);
    }

    private static List<Integer> numbers(List<SchemaVersion> versions) {
        return Collections.unmodifiableList(
                versions.stream().map(SchemaVersion::version).toList());
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException e) {
            throw RegistryException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }
}
