package io.shiplog.standalone.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Confluent's compatibility levels: who must be able to read whose data, against the last version or against all. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean allVersions;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean allVersions) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.allVersions = allVersions;
    }

    static Compatibility parse(String level) {
        try {
            return valueOf(level.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw RegistryException.invalidLevel(level);
        }
    }

    /** Why the schema may not follow these, oldest first; empty when it may. */
    List<String> problems(Schema added, List<Schema> earlier) {
        List<String> out = new ArrayList<>();
        int first = allVersions ? 0 : Math.max(0, earlier.size() - 1);
        for (Schema old : earlier.subList(first, earlier.size())) {
            if (newReadsOld) {
                collect(added, old, "the new schema cannot read the old one's data", out);
            }
            if (oldReadsNew) {
                collect(old, added, "the old schema cannot read the new one's data", out);
            }
        }
        return out;
    }

    private static void collect(Schema reader, Schema writer, String what, List<String> out) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            result.getResult()
                    .getIncompatibilities()
                    .forEach(found -> out.add(
                            what + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage()));
        }
    }
}
